using System.Text;
using Gnomon.Api;
using Gnomon.Jobs;
using Gnomon.Workflows;
using Xunit;

namespace Gnomon.Tests.Api;

public sealed class WorkflowMappingTests
{
    [Fact]
    public void Every_form_of_a_step_is_read()
    {
        var plan = Plan("""
            { "name": "nightly", "retention": "2h", "steps": {
              "extract": { "handler": "etl.extract", "args": {"day": "today"}, "queue": "etl", "priority": 7 },
              "load": { "handler": "etl.load", "after": "extract", "results": true, "retry": {"delays": ["5s", "1m"]} },
              "undo": { "handler": "etl.undo", "after": {"load": "failed", "extract": "ended"}, "onFailure": "cancelRest" },
              "thumbs": { "group": { "handler": "thumb", "parallel": 4, "each": [1, [2], {"x": 3}] }, "after": ["load"] },
              "approve": { "signal": ["approved", "paid"], "after": "thumbs" },
              "pause": { "delay": "1h", "after": "approve" },
              "publish": { "workflow": { "steps": { "a": { "handler": "h" }, "b": { "handler": "h", "after": "a" } } },
                           "runAt": "2026-05-01T08:00:00Z" },
              "more": { "group": { "members": { "x": { "handler": "h" } } } } } }
            """);
        Assert.Equal(("nightly", TimeSpan.FromHours(2)), (plan.Name, plan.Retention));
        var steps = plan.Steps.ToDictionary(step => step.Name);
        Assert.Equal(
            ("etl.extract", "{\"day\": \"today\"}", "etl", 7),
            (steps["extract"].Job!.Handler, Encoding.UTF8.GetString(steps["extract"].Job!.Args.Span),
                steps["extract"].Job!.Queue, steps["extract"].Job!.Priority));
        Assert.Equal([new StepAfter("extract")], steps["load"].After);
        Assert.Equal((true, 3), (steps["load"].TakesResults, steps["load"].Job!.Retry.MaxAttempts));
        Assert.Equal(
            [new StepAfter("load", ParentCondition.Failed), new StepAfter("extract", ParentCondition.Ended)],
            steps["undo"].After);
        Assert.Equal(StepFailure.CancelRest, steps["undo"].OnFailure);
        var thumbs = steps["thumbs"];
        Assert.Equal(
            (4, "1 [2] {\"x\": 3}"),
            (thumbs.Parallel, string.Join(' ', thumbs.Members!.Select(m => Encoding.UTF8.GetString(m.Job!.Args.Span)))));
        Assert.Equal(["1", "2", "3"], thumbs.Members!.Select(member => member.Name));
        Assert.Equal(["approved", "paid"], steps["approve"].Signals);
        Assert.Equal(TimeSpan.FromHours(1), steps["pause"].Delay);
        Assert.Equal([new StepAfter("a")], steps["publish"].Members![1].After);
        Assert.NotNull(steps["publish"].RunAt);
        Assert.Equal("x", Assert.Single(steps["more"].Members!).Name);
    }

    [Theory]
    [InlineData("steps: is missing", "{}")]
    [InlineData("steps.a: does nothing; give it one of handler, group and workflow", """{"steps":{"a":{"after":"b"}}}""")]
    [InlineData("steps.a: is null", """{"steps":{"a":null}}""")]
    [InlineData("steps.a.args: means nothing without a handler", """{"steps":{"a":{"signal":"s","args":1}}}""")]
    [InlineData("steps.a.handler: cannot stand beside", """{"steps":{"a":{"handler":"h","group":{"members":{}}}}}""")]
    [InlineData("steps.a: is a group and a workflow", """{"steps":{"a":{"workflow":{},"group":{}}}}""")]
    [InlineData("steps.a.group: has no members", """{"steps":{"a":{"group":{"handler":"h"}}}}""")]
    [InlineData("steps.a.group.args: cannot stand beside each", """{"steps":{"a":{"group":{"handler":"h","args":1,"each":[1]}}}}""")]
    [InlineData("steps.a.group.queue: cannot stand beside members", """{"steps":{"a":{"group":{"queue":"q","members":{}}}}}""")]
    [InlineData("steps.a.group.handler: is missing", """{"steps":{"a":{"group":{"each":[1]}}}}""")]
    [InlineData("steps.a.workflow.name: belongs to the whole", """{"steps":{"a":{"workflow":{"name":"n"}}}}""")]
    [InlineData("steps.a.after.b: is 'dead'; allowed are succeeded, failed, ended", """{"steps":{"a":{"handler":"h","after":{"b":"dead"}}}}""")]
    [InlineData("steps.a.after: is true; allowed are a name", """{"steps":{"a":{"handler":"h","after":true}}}""")]
    [InlineData("steps.a.signal: is {}; allowed are the name", """{"steps":{"a":{"signal":{}}}}""")]
    [InlineData("steps.a.delay: ", """{"steps":{"a":{"delay":"soon"}}}""")]
    [InlineData("steps.a.onFailure: is 'stop'; allowed are", """{"steps":{"a":{"handler":"h","onFailure":"stop"}}}""")]
    [InlineData("steps.a.retry.delays[0]: ", """{"steps":{"a":{"handler":"h","retry":{"delays":["x"]}}}}""")]
    [InlineData("steps.a.prioritee is not known here", """{"steps":{"a":{"handler":"h","prioritee":1}}}""")]
    [InlineData("steps.a.key: has 257 characters", """{"steps":{"a":{"handler":"h","key":"KEY"}}}""")]
    public void What_cannot_be_is_told_with_its_member(string told, string json)
    {
        var text = json.Replace("KEY", new string('k', 257), StringComparison.Ordinal);
        var error = Assert.Throws<ApiException>(() => Plan(text));
        Assert.Equal(400, error.Status);
        Assert.Contains(told, error.Detail, StringComparison.Ordinal);
    }

    private static WorkflowPlan Plan(string json) => WorkflowMapping.ToPlan(
        ApiJson.Read(Encoding.UTF8.GetBytes(json), GnomonJson.Default.WorkflowDraftDocument));
}
