using System.Reflection;
using Gnomon.Jobs;
using Gnomon.Retries;
using Gnomon.Store;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Store;

public sealed class ScheduleContentTests
{
    private static readonly DateTimeOffset Some = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Schedule Plain = new()
    {
        Id = "s", Trigger = When.Every(TimeSpan.FromMinutes(1)), Job = new JobSpec { Handler = "h" },
    };

    /// <summary>For each member, a schedule that differs from <see cref="Plain"/> in it alone.</summary>
    private static readonly Dictionary<string, Schedule> Others = new()
    {
        [nameof(Schedule.Id)] = Plain with { Id = "t" },
        [nameof(Schedule.Trigger)] = Plain with { Trigger = When.Every(TimeSpan.FromMinutes(2)) },
        [nameof(Schedule.Job)] = Plain with { Job = new JobSpec { Handler = "other" } },
        [nameof(Schedule.Start)] = Plain with { Start = Some },
        [nameof(Schedule.End)] = Plain with { End = Some },
        [nameof(Schedule.Overlap)] = Plain with { Overlap = OverlapPolicy.Skip },
        [nameof(Schedule.CatchUp)] = Plain with { CatchUp = CatchUp.All },
        [nameof(Schedule.CatchUpWindow)] = Plain with { CatchUpWindow = TimeSpan.FromHours(1) },
        [nameof(Schedule.Jitter)] = Plain with { Jitter = TimeSpan.FromSeconds(1) },
        [nameof(Schedule.MaxRuns)] = Plain with { MaxRuns = 5 },
        [nameof(Schedule.PauseAfterFailures)] = Plain with { PauseAfterFailures = 3 },
        [nameof(Schedule.Paused)] = Plain with { Paused = true },
        [nameof(Schedule.Reason)] = Plain with { Reason = "why" },
    };

    private static readonly Dictionary<string, JobSpec> OtherJobs = new()
    {
        [nameof(JobSpec.Handler)] = Plain.Job with { Handler = "i" },
        [nameof(JobSpec.Args)] = Plain.Job with { Args = "[1]"u8.ToArray() },
        [nameof(JobSpec.Queue)] = Plain.Job with { Queue = "q" },
        [nameof(JobSpec.Priority)] = Plain.Job with { Priority = 7 },
        [nameof(JobSpec.Retry)] = Plain.Job with { Retry = RetryPolicy.After(TimeSpan.FromSeconds(1)) },
        [nameof(JobSpec.Timeout)] = Plain.Job with { Timeout = TimeSpan.FromSeconds(1) },
        [nameof(JobSpec.Deadline)] = Plain.Job with { Deadline = Some },
        [nameof(JobSpec.Key)] = Plain.Job with { Key = "k" },
        [nameof(JobSpec.Unique)] = Plain.Job with { Unique = new UniqueRule { Period = TimeSpan.FromSeconds(1) } },
        [nameof(JobSpec.LimitKey)] = Plain.Job with { LimitKey = "k" },
        [nameof(JobSpec.Tags)] = Plain.Job with { Tags = ["t"] },
        [nameof(JobSpec.Retention)] = Plain.Job with { Retention = TimeSpan.FromSeconds(1) },
        [nameof(JobSpec.Headers)] = Plain.Job with { Headers = new Dictionary<string, string> { ["a"] = "b" } },
        [nameof(JobSpec.ArgsVersion)] = Plain.Job with { ArgsVersion = 1 },
        [nameof(JobSpec.Parent)] = Plain.Job with { Parent = new JobId(new Guid("0198f000-0000-7000-8000-000000000001")) },
        [nameof(JobSpec.Node)] = Plain.Job with { Node = "n" },
    };

    /// <summary>A firing sets these; in a schedule they mean nothing.</summary>
    private static readonly string[] SetByFiring = [nameof(JobSpec.Schedule), nameof(JobSpec.Tick), nameof(JobSpec.Workflow)];

    [Fact]
    public void Every_member_of_a_schedule_counts()
    {
        Assert.Equal(Names(typeof(Schedule)), Others.Keys.Order());
        Assert.Equal(Names(typeof(JobSpec)), OtherJobs.Keys.Concat(SetByFiring).Order());
        var contents = Others.Values.Concat(OtherJobs.Values.Select(job => Plain with { Job = job })).Prepend(Plain)
            .Select(Of).ToList();
        Assert.Equal(contents.Count, contents.Distinct().Count());
    }

    [Fact]
    public void Every_part_of_a_retry_and_of_headers_counts()
    {
        RetryPolicy[] retries =
        [
            RetryPolicy.After(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)),
            RetryPolicy.After(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)),
            RetryPolicy.Growing(Backoff.Fixed, 3, TimeSpan.FromSeconds(1)),
            RetryPolicy.Growing(Backoff.Exponential, 3, TimeSpan.FromSeconds(1)),
            RetryPolicy.Growing(Backoff.Fixed, 4, TimeSpan.FromSeconds(1)),
            RetryPolicy.Growing(Backoff.Fixed, 3, TimeSpan.FromSeconds(2)),
            RetryPolicy.Growing(Backoff.Fixed, 3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9)),
            RetryPolicy.Growing(Backoff.Fixed, 3, TimeSpan.FromSeconds(1), jitter: 0.5),
        ];
        Assert.Equal(
            retries.Length, retries.Select(retry => Of(Plain with { Job = Plain.Job with { Retry = retry } })).Distinct().Count());
        Assert.Equal(Headers(("a", "1"), ("b", "2")), Headers(("b", "2"), ("a", "1")));
        Assert.NotEqual(Headers(("a", "1"), ("b", "2")), Headers(("a", "2"), ("b", "1")));
    }

    [Fact]
    public void The_dates_of_a_named_calendar_do_not_count_and_those_without_a_name_do()
    {
        Assert.Equal(Except(2026, "de"), Except(2027, "de"));
        Assert.NotEqual(Except(2026, "de"), Except(2026, "fr"));
        Assert.NotEqual(Except(2026, null), Except(2027, null));
        Assert.NotEqual(Except(2026, "de"), Of(Plain));
    }

    [Fact]
    public void What_an_earlier_program_made_of_a_set_is_made_still() => Assert.Equal(
        "110e3c56b87ffa86",
        ScheduleContent.Of([Plain, Others[nameof(Schedule.Id)] with { Job = OtherJobs[nameof(JobSpec.Tags)] }])[..16]);

    private static string Of(Schedule schedule) => ScheduleContent.Of([schedule]);

    private static string Headers(params (string Name, string Value)[] headers) => Of(Plain with
    {
        Job = Plain.Job with { Headers = headers.ToDictionary(header => header.Name, header => header.Value) },
    });

    private static string Except(int year, string? calendar) => Of(Plain with
    {
        Trigger = Plain.Trigger.Except(new DateExclusion([new DateOnly(year, 12, 25)], TimeZoneInfo.Utc, calendar)),
    });

    private static IOrderedEnumerable<string> Names(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name).Order();
}
