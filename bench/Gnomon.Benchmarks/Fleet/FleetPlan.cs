using System.Globalization;
using System.Text;
using Gnomon.Jobs;
using Gnomon.Retries;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Benchmarks.Fleet;

/// <summary>What the fleet works on: queues with and without limits, jobs that fail, wait and come again, and schedules.
/// </summary>
internal static class FleetPlan
{
    public const string Plain = "plain";
    public const string Capped = "capped";
    public const string Keyed = "keyed";
    public const string Rated = "rated";
    public const string Ticks = "ticks";

    /// <summary>Most jobs of <see cref="Capped"/> that run at once.</summary>
    public const int Cap = 3;

    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);

    public static readonly RateLimit Rate = new(2, TimeSpan.FromMilliseconds(100), Kind: RateKind.SlidingWindow);

    public static readonly string[] Queues = [Ticks, Capped, Keyed, Rated, Plain];

    /// <summary>More attempts than any job loses by kills.</summary>
    private static readonly RetryPolicy Retry = RetryPolicy.After(
        [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(200), 30)]);

    public static QueueChange[] Limits =>
    [
        new(Capped, Limits: new QueueLimits { Concurrency = Cap }),
        new(Keyed, Limits: new QueueLimits { PerKeyConcurrency = 1 }),
        new(Rated, Limits: new QueueLimits { Rate = Rate }),
    ];

    /// <summary>Schedules whose ticks are over after about so many seconds.</summary>
    public static Schedule[] Schedules(int seconds) =>
    [
        NewSchedule("four-a-second", When.Every(TimeSpan.FromMilliseconds(250)), seconds * 4),
        NewSchedule("each-second", When.Every(TimeSpan.FromSeconds(1)), seconds),
        NewSchedule("cron", When.Cron("* * * * * *"), seconds),
        NewSchedule("jitter", When.Every(TimeSpan.FromSeconds(2)), seconds / 2) with { Jitter = TimeSpan.FromSeconds(1) },
    ];

    public static JobDraft NewDraft(Random random)
    {
        var (queue, key) = random.Next(100) switch
        {
            < 10 => (Capped, null),
            < 20 => (Keyed, $"key-{random.Next(5)}"),
            < 24 => (Rated, null),
            _ => (Plain, (string?)null),
        };
        var work = random.Next(100) switch { < 80 => random.Next(1, 10), < 97 => 50, _ => 300 };
        var fails = random.Next(20) == 0 ? random.Next(1, 3) : 0;
        var spec = NewSpec(queue, work, fails) with { LimitKey = key, Priority = (byte)random.Next(10) };
        var draft = new JobDraft(JobId.New(TimeProvider.System), spec);
        return random.Next(7) == 0 ? draft with { Delay = TimeSpan.FromMilliseconds(random.Next(3000)) } : draft;
    }

    public static JobSpec NewSpec(string queue, int work, int fails) => new()
    {
        Handler = Settings.Handler, Queue = queue, Retry = Retry, Args = Encoding.ASCII.GetBytes($"\"{work} {fails}\""),
    };

    /// <summary>How long a job works, and how many of its runs fail first.</summary>
    public static (TimeSpan Work, int Fails) Read(ReadOnlyMemory<byte> args)
    {
        var numbers = Encoding.ASCII.GetString(args.Span).Trim('"').Split(' ');
        return (TimeSpan.FromMilliseconds(int.Parse(numbers[0], CultureInfo.InvariantCulture)),
            int.Parse(numbers[1], CultureInfo.InvariantCulture));
    }

    private static Schedule NewSchedule(string id, Trigger trigger, int runs) => new()
    {
        Id = id, Trigger = trigger, Job = NewSpec(Ticks, 2, 0), MaxRuns = runs, CatchUp = CatchUp.All,
    };
}
