using Gnomon.Api;
using Gnomon.Local;
using Gnomon.Store;
using Xunit;

namespace Gnomon.Tests.Api;

public sealed class StoreApiControlTests : StoreApiFixture
{
    [Fact]
    public async Task A_rejected_duplicate_is_a_conflict_that_names_the_holder()
    {
        var draft = new JobDraftDocument
        {
            Handler = "add", Key = "k", Unique = new UniqueDocument { OnDuplicate = "reject" },
        };
        var first = await SubmitAsync(draft);
        var alone = await Assert.ThrowsAsync<ApiException>(() => SubmitAsync(draft));
        Assert.Equal((409, "Key is taken", "key", first), (alone.Status, alone.Title, alone.Field, alone.Job));
        Assert.Contains($"Job {first} holds the key 'k'", alone.Detail, StringComparison.Ordinal);
        var many = await Assert.ThrowsAsync<ApiException>(
            () => Api.SubmitAsync([new JobDraftDocument { Handler = "add" }, draft], Cancellation));
        Assert.Equal(("[1].key", first), (many.Field, many.Job));
        Assert.StartsWith("Job 2 of 2: ", many.Detail, StringComparison.Ordinal);
        Assert.Equal(1, (await Api.GetStatsAsync(null, Cancellation)).Jobs["ready"]);
    }

    [Fact]
    public async Task A_replaced_job_answers_its_new_arguments_and_rule()
    {
        var draft = new JobDraftDocument
        {
            Handler = "add", Key = "k", Unique = new UniqueDocument { OnDuplicate = "replace", Scope = "global" },
        };
        var first = await SubmitAsync(draft);
        var again = draft with { ArgsVersion = 2, Headers = new Dictionary<string, string> { ["a"] = "b" } };
        var answer = (await Api.SubmitAsync([again], Cancellation))[0];
        Assert.Equal((first, SubmittedJobDocument.Replaced), (answer.Id, answer.Outcome));
        Assert.Empty(answer.Warnings);
        var job = await Api.GetJobAsync(first, Cancellation);
        Assert.Equal((2, "b", "global", "replace"), (
            job.ArgsVersion, job.Headers["a"], job.Unique!.Scope, job.Unique.OnDuplicate));
    }

    [Fact]
    public async Task Steps_by_filter_count_and_go_on()
    {
        for (var i = 0; i < 5; i++) await SubmitAsync(new JobDraftDocument { Handler = "add", Queue = "a" });
        await SubmitAsync(new JobDraftDocument { Handler = "add", Queue = "b" });
        var filter = new JobFilterDocument { Queue = "a", Limit = 3 };
        var first = await Api.ControlAsync(ControlAction.Cancel, filter, Cancellation);
        Assert.Equal((3, 0, 0), (first.Done, first.Requested, first.Refused));
        var rest = await Api.ControlAsync(
            ControlAction.Cancel, filter with { Cursor = first.Next }, Cancellation);
        Assert.Equal((2, null), (rest.Done, rest.Next));
        Assert.Equal(1, (await Api.GetStatsAsync(null, Cancellation)).Jobs["ready"]);
    }

    [Fact]
    public async Task Priority_is_needed_to_change_priorities_and_nowhere_else()
    {
        var id = await SubmitAsync(new JobDraftDocument { Handler = "add" });
        await RefusesAsync(ControlAction.ChangePriority, new JobFilterDocument(), "priority");
        await RefusesAsync(ControlAction.ChangePriority, new JobFilterDocument { Priority = 10 }, "priority");
        await RefusesAsync(ControlAction.Cancel, new JobFilterDocument { Priority = 1 }, "priority");
        await RefusesAsync(ControlAction.Cancel, new JobFilterDocument { Limit = 0 }, "limit");
        await RefusesAsync(ControlAction.Cancel, new JobFilterDocument { Cursor = "x" }, "cursor");
        await RefusesAsync(ControlAction.Cancel, new JobFilterDocument { State = "x" }, "state");
        var changed = await Api.ControlAsync(
            ControlAction.ChangePriority, new JobFilterDocument { Priority = 9 }, Cancellation);
        Assert.Equal((1, 9), (changed.Done, (await Api.GetJobAsync(id, Cancellation)).Priority));
        Assert.Equal("ready", (await Api.ChangePriorityAsync(id, 2, Cancellation)).State);
        Assert.Equal(2, (await Api.GetJobAsync(id, Cancellation)).Priority);
    }

    [Fact]
    public async Task What_a_state_does_not_allow_is_told_in_words()
    {
        var ready = await SubmitAsync(new JobDraftDocument { Handler = "add", Key = "k" });
        await ConflictAsync(() => Api.RunNowAsync(ready, Cancellation), "only a job that waits for its time");
        await Api.CancelAsync(ready, Cancellation);
        await ConflictAsync(() => Api.ChangePriorityAsync(ready, 1, Cancellation), "keeps its priority");
        await SubmitAsync(new JobDraftDocument { Handler = "add", Key = "k" });
        await ConflictAsync(() => Api.RetryAsync(ready, Cancellation), "while another job holds its key");
        var late = await SubmitAsync(new JobDraftDocument { Handler = "add", Delay = "1h" });
        Assert.Equal("ready", (await Api.RunNowAsync(late, Cancellation)).State);
    }

    private static async Task ConflictAsync(Func<Task> call, string words)
    {
        var error = await Assert.ThrowsAsync<ApiException>(call);
        Assert.Equal(409, error.Status);
        Assert.Contains(words, error.Detail, StringComparison.Ordinal);
    }

    private async Task RefusesAsync(ControlAction action, JobFilterDocument filter, string field)
    {
        var error = await Assert.ThrowsAsync<ApiException>(() => Api.ControlAsync(action, filter, Cancellation));
        Assert.Equal((400, field), (error.Status, error.Field));
    }

    private async Task<string> SubmitAsync(JobDraftDocument draft) =>
        (await Api.SubmitAsync([draft], Cancellation))[0].Id;
}
