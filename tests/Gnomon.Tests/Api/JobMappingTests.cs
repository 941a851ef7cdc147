using System.Text;
using System.Text.Json;
using Gnomon.Api;
using Gnomon.Jobs;
using Gnomon.Retries;
using Xunit;

namespace Gnomon.Tests.Api;

public sealed class JobMappingTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_member_of_a_draft_arrives()
    {
        var draft = JobMapping.ToDraft(
            Read("""
            {"id":"0197c2f4-6a51-7d3e-9b0a-3f1d2c4b5a69","handler":"add","args":["12", "45"],"queue":"q","priority":9,
             "delay":"5s","retry":{"delays":["5s","8s","9s"]},"timeout":"7s","deadline":"2026-05-02T00:00:00Z",
             "key":"k","unique":{"scope":"global","hold":"untilStarted","period":"9s","onDuplicate":"debounce"},
             "limitKey":"tenant","headers":{"trace":"abc"},"argsVersion":3,"tags":["x","y"],"retention":"60s"}
            """),
            Now);
        var spec = draft.Spec;
        Assert.Equal("0197c2f4-6a51-7d3e-9b0a-3f1d2c4b5a69", draft.Id.ToString());
        Assert.Equal(("add", "q", (byte)9, "k"), (spec.Handler, spec.Queue, spec.Priority, spec.Key));
        Assert.Equal("""["12", "45"]""", Encoding.UTF8.GetString(spec.Args.Span));
        Assert.Equal(TimeSpan.FromSeconds(5), draft.Delay);
        Assert.Equal(4, spec.Retry.MaxAttempts);
        Assert.Equal([5, 8, 9], spec.Retry.Waits.Select(w => w.TotalSeconds));
        Assert.Equal((TimeSpan.FromSeconds(7), TimeSpan.FromMinutes(1)), (spec.Timeout, spec.Retention));
        Assert.Equal(Now.Date.AddDays(1), spec.Deadline!.Value.UtcDateTime);
        Assert.Equal(["x", "y"], spec.Tags);
        var rule = new UniqueRule
        {
            Scope = KeyScope.Global, Hold = KeyHold.UntilStarted, Period = TimeSpan.FromSeconds(9),
            OnDuplicate = DuplicateAction.Debounce,
        };
        Assert.Equal(rule, spec.Unique);
        Assert.Equal(("tenant", "abc", 3), (spec.LimitKey, spec.Headers["trace"], spec.ArgsVersion));
    }

    [Fact]
    public void Absent_members_take_their_defaults()
    {
        var draft = JobMapping.ToDraft(Read("""{"handler":"add","args":null}"""), Now);
        Assert.Equal(7, draft.Id.Value.Version);
        Assert.Equal((JobLimits.DefaultQueue, JobLimits.DefaultPriority), (draft.Spec.Queue, draft.Spec.Priority));
        Assert.True(draft.Spec.Args.IsEmpty);
        Assert.Equal(RetryPolicy.None, draft.Spec.Retry);
    }

    [Theory]
    [InlineData("{}", "handler", "is missing")]
    [InlineData("""{"handler":"a/b"}""", "handler", "contains '/'")]
    [InlineData("""{"handler":"a..b"}""", "handler", "..")]
    [InlineData("""{"handler":"a","id":"42"}""", "id", "'42' is not a UUID")]
    [InlineData("""{"handler":"a","priority":10}""", "priority", "allowed are 0 to 9")]
    [InlineData("""{"handler":"a","priority":-1}""", "priority", "is -1")]
    [InlineData("""{"handler":"a","delay":"5 lightyears"}""", "delay", "5 lightyears")]
    [InlineData("""{"handler":"a","timeout":""}""", "timeout", "is empty")]
    [InlineData("""{"handler":"a","timeout":"0s"}""", "timeout", "longer than zero")]
    [InlineData("""{"handler":"a","delay":"5s","runAt":"2026-05-02T00:00:00Z"}""", "delay", "runAt")]
    [InlineData("""{"handler":"a","tags":["x",null]}""", "tags[1]", "is null")]
    [InlineData("""{"handler":"a","unique":{}}""", "unique", "without a key")]
    [InlineData("""{"handler":"a","key":"k","unique":{"scope":"Queue"}}""", "unique.scope", "queue, handler, global")]
    [InlineData("""{"handler":"a","key":"k","unique":{"hold":""}}""", "unique.hold", "untilStarted")]
    [InlineData("""{"handler":"a","key":"k","unique":{"onDuplicate":"1"}}""", "unique.onDuplicate", "debounce")]
    [InlineData("""{"handler":"a","key":"k","unique":{"period":"0s"}}""", "unique.period", "longer than zero")]
    [InlineData("""{"handler":"a","headers":{"a":null}}""", "headers", "no value for 'a'")]
    [InlineData("""{"handler":"a","argsVersion":-1}""", "argsVersion", "must not be negative")]
    [InlineData("""{"handler":"a","retry":{"delays":["5s","soon"]}}""", "retry.delays[1]", "soon")]
    [InlineData("""{"handler":"a","retry":{"delays":["5s",null]}}""", "retry.delays[1]", "is empty")]
    [InlineData("""{"handler":"a","retry":{"delays":["5s"],"attempts":2}}""", "retry", "either delays, or attempts")]
    [InlineData("""{"handler":"a","retry":{"first":"5s"}}""", "retry.attempts", "is missing")]
    [InlineData("""{"handler":"a","retry":{"attempts":0}}""", "retry.attempts", "is 0; allowed are 1 to 1000")]
    [InlineData("""{"handler":"a","retry":{"attempts":2,"backoff":"cubic"}}""", "retry.backoff", "is 'cubic'")]
    [InlineData("""{"handler":"a","retry":{"attempts":2,"jitter":2}}""", "retry.jitter", "allowed are 0 to 1")]
    [InlineData("""{"handler":"a","args":["\ud800"]}""", "args", "half of a character")]
    public void A_faulty_member_is_named_with_what_is_allowed(string json, string field, string part)
    {
        var error = Assert.Throws<ApiException>(() => JobMapping.ToDraft(Read(json), Now));
        Assert.Equal((400, field), (error.Status, error.Field));
        Assert.Contains(part, error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"delays":["5s","8s"]}""")]
    [InlineData("""{"attempts":5,"backoff":"fibonacci","first":"2s","cap":"60s","jitter":0.5}""")]
    [InlineData("""{"attempts":5,"backoff":"fixed","first":"2s"}""")]
    public void A_retry_policy_comes_back_as_it_was_given(string json)
    {
        var given = JsonSerializer.Deserialize(json, GnomonJson.Default.RetryDocument);
        var policy = RetryMapping.ToPolicy(given);
        Assert.Equal(policy, RetryMapping.ToPolicy(RetryMapping.ToDocument(policy)));
    }

    [Fact]
    public void Args_over_the_cap_are_refused()
    {
        var json = $$"""{"handler":"a","args":"{{new string('x', JobLimits.MaxArgsBytes)}}"}""";
        Assert.Equal("args", Assert.Throws<ApiException>(() => JobMapping.ToDraft(Read(json), Now)).Field);
    }

    private static JobDraftDocument Read(string json) => ApiJson.ReadDrafts(Encoding.UTF8.GetBytes(json), out _)[0];
}
