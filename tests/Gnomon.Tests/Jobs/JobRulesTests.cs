using Gnomon.Jobs;
using Gnomon.Retries;
using Xunit;

namespace Gnomon.Tests.Jobs;

public sealed class JobRulesTests
{
    private static readonly JobId Id = new(Guid.Parse("0199a000-0000-7000-8000-000000000001"));
    private static readonly JobSpec Good = new() { Handler = "add" };

    [Fact]
    public void A_plain_job_and_the_ends_of_every_bound_are_accepted()
    {
        JobRules.Check(new JobDraft(Id, Good));
        JobRules.Check(new JobDraft(Id, Good) { Delay = TimeSpan.Zero });
        JobRules.Check(new JobDraft(Id, Good) { Delay = JobLimits.MaxDuration });
        JobRules.Check(new JobDraft(Id, Good) { RunAt = DateTimeOffset.MinValue });
        JobRules.Check(Good with
        {
            Handler = new string('h', JobLimits.MaxNameLength),
            Queue = "A.b_c-d:9",
            Priority = JobLimits.MaxPriority,
            Args = new byte[JobLimits.MaxArgsBytes],
            Timeout = TimeSpan.FromTicks(1),
            Retention = JobLimits.MaxDuration,
            Key = new string('k', JobLimits.MaxKeyLength),
            Tags = [.. Enumerable.Repeat(new string('t', JobLimits.MaxTagLength), JobLimits.MaxTags)],
        });
    }

    public static TheoryData<string, JobSpec> BadSpecs => new()
    {
        { "handler: is missing", Good with { Handler = "" } },
        { "handler: is missing", Good with { Handler = null! } },
        { "handler: has 129 characters; at most 128", Good with { Handler = new string('h', 129) } },
        { "handler: 'a/b' contains '/'", Good with { Handler = "a/b" } },
        { "handler: 'a\\b' contains '\\'", Good with { Handler = "a\\b" } },
        { "handler: 'a b' contains ' '", Good with { Handler = "a b" } },
        { "handler: 'é' contains 'é'", Good with { Handler = "é" } },
        { "handler: 'a..b' must not", Good with { Handler = "a..b" } },
        { "handler: '..' must not", Good with { Handler = ".." } },
        { "handler: '.a' must not", Good with { Handler = ".a" } },
        { "queue: is missing", Good with { Queue = "" } },
        { "queue: 'a\0' contains", Good with { Queue = "a\0" } },
        { "priority: is 10; allowed are 0 to 9", Good with { Priority = 10 } },
        { "args: take 262,145 bytes; at most 262,144", Good with { Args = new byte[JobLimits.MaxArgsBytes + 1] } },
        { "retry.delays[0]: must not be negative", Good with { Retry = RetryPolicy.After(TimeSpan.FromTicks(-1)) } },
        { "timeout: must be longer than zero", Good with { Timeout = TimeSpan.Zero } },
        { "timeout: is longer than 36,500 days", Good with { Timeout = TimeSpan.MaxValue } },
        { "retention: must be longer than zero", Good with { Retention = TimeSpan.FromTicks(-1) } },
        { "retention: is longer than 36,500 days", Good with { Retention = TimeSpan.MaxValue } },
        { "key: must not be empty", Good with { Key = "" } },
        { "key: has 257 characters; at most 256", Good with { Key = new string('k', 257) } },
        { "tags: are 17; at most 16", Good with { Tags = [.. Enumerable.Repeat("t", 17)] } },
        { "tags: must not be empty", Good with { Tags = ["a", ""] } },
        { "tags: has 129 characters; at most 128", Good with { Tags = [new string('t', 129)] } },
        { "tags: must be a list", Good with { Tags = ["a", null!] } },
        { "tags: must be a list", Good with { Tags = null! } },
    };

    [Theory]
    [MemberData(nameof(BadSpecs), DisableDiscoveryEnumeration = true)]
    public void A_specification_out_of_bounds_is_refused_by_name_and_bound(string message, JobSpec spec)
    {
        var error = Assert.Throws<InvalidJobException>(() => JobRules.Check(spec));
        Assert.StartsWith(message, error.Message);
        Assert.Equal(message[..message.IndexOf(':')], error.Field);
        Assert.Equal($"{error.Field}: {error.Problem}", error.Message);
    }

    public static TheoryData<string, JobDraft> BadDrafts => new()
    {
        { "id: must not be the empty UUID", new JobDraft(default, Good) },
        { "delay: must not be negative", new JobDraft(Id, Good) { Delay = TimeSpan.FromTicks(-1) } },
        { "delay: is longer than 36,500 days", new JobDraft(Id, Good) { Delay = TimeSpan.MaxValue } },
        {
            "delay: cannot be combined with runAt",
            new JobDraft(Id, Good) { Delay = TimeSpan.Zero, RunAt = DateTimeOffset.UnixEpoch }
        },
        { "priority: is 255", new JobDraft(Id, Good with { Priority = 255 }) },
    };

    [Theory]
    [MemberData(nameof(BadDrafts), DisableDiscoveryEnumeration = true)]
    public void A_draft_out_of_bounds_is_refused_by_name(string message, JobDraft draft) =>
        Assert.StartsWith(message, Assert.Throws<InvalidJobException>(() => JobRules.Check(draft)).Message);
}
