using System.Text;
using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>What becomes of workflows on their way into a store, how they are read, and how long they are kept.</summary>
internal static class WorkflowStoreCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("P1", Workflow_is_stored_whole_or_not_at_all),
        Case("P1", Keys_of_a_workflow_are_held_from_its_acceptance),
        Case("P1", Same_workflow_again_changes_nothing),
        Case("P1", Jobs_join_a_workflow_that_has_not_ended),
        Case("P1", Job_that_joins_sees_how_its_parents_ended),
        Case("P1", Running_job_adds_steps_to_its_own_workflow),
        Case("P1", Impossible_graphs_are_refused_with_one_message),
        Case("P1", Job_of_a_workflow_is_not_stored_without_it),
        Case("P1", Nested_names_are_kept),
        Case("P1", Parents_are_read_in_pages_in_the_order_of_the_draft),
        Case("P1", Workflows_are_listed_newest_first_in_pages),
        Case("P1", Jobs_of_a_workflow_are_listed),
        Case("P1", Steps_of_a_workflow_are_listed_in_the_order_of_its_draft),
        Case("P1", Blocked_job_is_explained),
        Case("P1", Workflow_is_kept_until_its_retention_is_over_and_goes_as_one),
        RestartCase("P1", Workflow_survives_a_restart_in_its_middle),
        RestartCase("P1", Ended_workflow_survives_a_restart),
        RestartCase("P1", End_of_a_workflow_is_the_same_after_a_step_of_the_clock_and_a_restart),
    ];

    private static async Task Workflow_is_stored_whole_or_not_at_all(StoreHarness h)
    {
        var holder = await h.AddAsync(spec => spec with { Key = "k" });
        var flow = new WorkflowSketch(h).Step("a")
            .Step("b", "a", null, draft => draft with { Spec = draft.Spec with { Key = "k" } });
        var draft = flow.NewDraft();
        var answer = await flow.AskAsync(draft);
        Expect.Equal(WorkflowOutcome.Refused, answer.Outcome, "the outcome");
        Expect.Sequence(
            [
                new EnqueueResult(flow.Job("a"), EnqueueOutcome.Withheld),
                new EnqueueResult(holder, EnqueueOutcome.Rejected),
            ],
            answer.Jobs, "the answers");
        Expect.Equal(1, (await h.ListAsync()).Count, "the number of stored jobs");
        Expect.Absent(await h.Query.GetWorkflowAsync(flow.Id, h.Cancellation), "workflow that was refused");
        await h.ControlAsync(ControlAction.Cancel, holder);
        Expect.Equal(WorkflowOutcome.Created, (await flow.AskAsync(draft)).Outcome, "the outcome once the key is free");
    }

    private static async Task Keys_of_a_workflow_are_held_from_its_acceptance(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a")
            .Step("b", "a", null, draft => draft with { Spec = draft.Spec with { Key = "k" } }).StoreAsync();
        var results = await h.EnqueueAsync(h.Draft(spec => spec with { Key = "k" }));
        Expect.Equal(
            new EnqueueResult(flow.Job("b"), EnqueueOutcome.SameKey), results[0], "the answer while the job is blocked");
        await flow.EndAsync("a", SettlementKind.Dead);
        await h.AddAsync(spec => spec with { Key = "k" });
        await flow.ExpectControlAsync(ControlOutcome.NotAllowed, WorkflowAction.Retry);
        await flow.ExpectAsync((JobState.Dead, "a"), (JobState.Cancelled, "b"));
    }

    private static async Task Same_workflow_again_changes_nothing(StoreHarness h)
    {
        var flow = new WorkflowSketch(h).Step("a").Step("b", "a");
        var draft = flow.NewDraft();
        Expect.Equal(WorkflowOutcome.Created, (await flow.AskAsync(draft)).Outcome, "the outcome of the first");
        await flow.EndAsync("a");
        var again = await flow.AskAsync(draft);
        Expect.Equal(WorkflowOutcome.SameId, again.Outcome, "the outcome of the second");
        Expect.Sequence(
            [EnqueueOutcome.SameId, EnqueueOutcome.SameId], again.Jobs.Select(job => job.Outcome), "the answers");
        await flow.ExpectAsync((JobState.Ready, "b"), (JobState.Succeeded, "a"));
        await flow.EndAsync("b");
        Expect.Equal(WorkflowOutcome.HasEnded, (await flow.AskAsync(draft)).Outcome, "the outcome after its end");
    }

    private static async Task Jobs_join_a_workflow_that_has_not_ended(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").StoreAsync();
        await flow.Step("b", "a").StoreAsync(WorkflowOutcome.SameId);
        await flow.EndAsync("a");
        await flow.EndAsync("b");
        await flow.ExpectAsync(WorkflowState.Succeeded);
        Expect.Equal(
            WorkflowOutcome.HasEnded, (await flow.AskAsync(new WorkflowSketch(h).Step("x").NewDraft() with
            {
                Id = flow.Id,
                Jobs = [Joining(h, flow, "x", [])],
            })).Outcome,
            "the outcome after its end");
    }

    private static async Task Job_that_joins_sees_how_its_parents_ended(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("good").Step("bad").Step("open").StoreAsync();
        await flow.EndAsync("good");
        await flow.EndAsync("bad", SettlementKind.Dead);
        await flow.Step("a", "good").Step("b", "bad").Step("c", "!bad").Step("d", "b").Step("e", "good,open")
            .StoreAsync(WorkflowOutcome.SameId);
        await flow.ExpectAsync((JobState.Ready, "a,c"), (JobState.Running, "open"), (JobState.Succeeded, "good"),
            (JobState.Dead, "bad"), (JobState.Cancelled, "b,d"), (JobState.Blocked, "e"));
    }

    private static async Task Running_job_adds_steps_to_its_own_workflow(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").StoreAsync();
        await flow.ClaimAsync();
        var token = flow.Token("a");
        await flow.Step("b", "a", null, draft => draft with { Parent = token }).StoreAsync(WorkflowOutcome.SameId);
        Expect.Equal(token.Job, (await h.JobAsync(flow.Job("b"))).Spec.Parent, "the parent of the new job");
        await flow.EndAsync("a");
        await flow.ExpectAsync((JobState.Ready, "b"), (JobState.Succeeded, "a"));
    }

    private static async Task Impossible_graphs_are_refused_with_one_message(StoreHarness h)
    {
        var flow = new WorkflowSketch(h).Step("a").Step("b", "a").Step("c", "b");
        var draft = flow.NewDraft();
        var circle = draft with { Jobs = [Joining(h, flow, "a", [flow.Job("c")], flow.Job("a")), .. draft.Jobs.Skip(1)] };
        await RefusedAsync(circle, "circle", "'a'", "'b'", "'c'");
        await RefusedAsync(
            draft with { Jobs = [Joining(h, flow, "x", [JobId.New(h.Time)])] }, "'x'", "does not have");
        await RefusedAsync(
            draft with { Jobs = [Joining(h, flow, "x", []), Joining(h, flow, "x", [])] }, "'x'", "jobs[0]");
        var grouped = Joining(h, flow, "x", []);
        await RefusedAsync(
            draft with { Jobs = [grouped with { Spec = grouped.Spec with { Workflow = grouped.Spec.Workflow! with { Group = "g" } } }] },
            "'g'", "'x'");
        Expect.Equal(0, (await h.ListAsync()).Count, "the number of stored jobs");
        Expect.Equal(WorkflowOutcome.Created, (await flow.AskAsync(draft)).Outcome, "the outcome of a sound one");

        async Task RefusedAsync(WorkflowDraft refused, params string[] parts)
        {
            var error = await Expect.ThrowsAsync<InvalidJobException>(
                () => flow.AskAsync(refused), "storing an impossible workflow");
            foreach (var part in parts)
                Expect.That(error.Message.Contains(part, StringComparison.Ordinal), $"'{error.Message}' to say {part}");
        }
    }

    private static async Task Job_of_a_workflow_is_not_stored_without_it(StoreHarness h)
    {
        var draft = new WorkflowSketch(h).Step("a").NewDraft().Jobs[0];
        var error = await Expect.ThrowsAsync<InvalidJobException>(
            async () => await h.EnqueueAsync(draft), "storing a step alone");
        Expect.Equal("workflow", error.Field, "the field at fault");
    }

    private static async Task Nested_names_are_kept(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("load").Step("report/a", "load").Step("report/b", "report/a")
            .StoreAsync();
        await flow.EndAsync("load");
        Expect.Sequence(["report/a"], await flow.ClaimAsync(), "the steps that may run");
    }

    private static async Task Parents_are_read_in_pages_in_the_order_of_the_draft(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("b").Step("c").Step("end", "c,a,b").StoreAsync();
        foreach (var step in new[] { "a", "b", "c" }) await flow.EndAsync(step, SettlementKind.Succeeded, $"\"{step}\"");
        var first = await h.Query.ListParentsAsync(flow.Job("end"), null, 2, h.Cancellation);
        var second = await h.Query.ListParentsAsync(flow.Job("end"), first.Next, 2, h.Cancellation);
        Expect.Sequence(
            ["\"c\"", "\"a\"", "\"b\""],
            first.Items.Concat(second.Items).Select(job => Encoding.UTF8.GetString(job.Result.Span)), "the results");
        Expect.Equal(2, first.Items.Count, "the size of the first page");
        Expect.Absent(second.Next, "page after the last");
        Expect.Equal(
            0, (await h.Query.ListParentsAsync(flow.Job("a"), null, 2, h.Cancellation)).Items.Count,
            "the number of parents of the first step");
        Expect.Equal(
            0, (await h.Query.ListParentsAsync(JobId.New(h.Time), null, 2, h.Cancellation)).Items.Count,
            "the number of parents of no job");
    }

    private static async Task Workflows_are_listed_newest_first_in_pages(StoreHarness h)
    {
        var flows = new List<WorkflowSketch>();
        for (var i = 0; i < 5; i++) flows.Add(await new WorkflowSketch(h).Step("a").StoreAsync());
        await flows[1].ExpectControlAsync(ControlOutcome.Done, WorkflowAction.Cancel);
        Expect.Sequence(
            flows.AsEnumerable().Reverse().Select(flow => flow.Id), await ListAsync(new WorkflowFilter()), "all");
        Expect.Sequence(
            [flows[1].Id], await ListAsync(new WorkflowFilter { State = WorkflowState.Cancelled }), "the cancelled");
        Expect.Sequence([], await ListAsync(new WorkflowFilter { Broadcast = true }), "the broadcasts");
        Expect.Sequence([], await ListAsync(new WorkflowFilter { Schedule = "s" }), "those of a schedule");

        async Task<List<WorkflowId>> ListAsync(WorkflowFilter filter)
        {
            var all = new List<WorkflowId>();
            string? cursor = null;
            do
            {
                var page = await h.Query.ListWorkflowsAsync(filter, cursor, 2, h.Cancellation);
                all.AddRange(page.Items.Select(item => item.Id));
                cursor = page.Next;
            }
            while (cursor is not null);
            return all;
        }
    }

    private static async Task Jobs_of_a_workflow_are_listed(StoreHarness h)
    {
        await h.AddAsync();
        var flow = await new WorkflowSketch(h).Step("a").Step("b", "a").Step("c", "b").StoreAsync();
        await h.AddAsync();
        Expect.Sequence(
            ["c", "b", "a"],
            (await h.ListAsync(new JobFilter { Workflow = flow.Id }, limit: 2)).Select(job => job.Spec.Workflow!.Step),
            "the steps");
        Expect.Sequence(
            ["a"],
            (await h.ListAsync(new JobFilter { Workflow = flow.Id, State = JobState.Ready }))
                .Select(job => job.Spec.Workflow!.Step),
            "the ready steps");
    }

    private static async Task Steps_of_a_workflow_are_listed_in_the_order_of_its_draft(StoreHarness h)
    {
        await h.AddAsync();
        var flow = await new WorkflowSketch(h).Step("a").Step("b", "a").Step("c", "b").StoreAsync();
        await h.AddAsync();
        var first = await h.Query.ListStepsAsync(flow.Id, null, 2, h.Cancellation);
        Expect.Sequence(["a", "b"], first.Items.Select(job => job.Spec.Workflow!.Step), "the first steps");
        var rest = await h.Query.ListStepsAsync(flow.Id, first.Next, 2, h.Cancellation);
        Expect.Sequence(["c"], rest.Items.Select(job => job.Spec.Workflow!.Step), "the last steps");
        Expect.Equal(null, rest.Next, "the cursor at the end");
        var all = await h.Query.ListStepsAsync(flow.Id, "no such cursor!", int.MaxValue, h.Cancellation);
        Expect.Equal(3, all.Items.Count, "the number of steps behind a cursor that is none");
        var none = await h.Query.ListStepsAsync(WorkflowId.New(h.Time), null, 2, h.Cancellation);
        Expect.Equal(0, none.Items.Count, "the number of steps of an unknown workflow");
    }

    private static async Task Blocked_job_is_explained(StoreHarness h)
    {
        var flow = new WorkflowSketch(h).Step("a").Step("b", "a").Step("s", "", place => place with { Signals = ["go"] });
        flow.Groups["g"] = 1;
        await flow.Step("m", "", place => place with { Group = "g" }).Step("n", "", place => place with { Group = "g" })
            .StoreAsync();
        var parents = await StandingAsync("b");
        Expect.Equal(WaitReason.Parents, parents.Reason, "the reason of a job that waits for another");
        Expect.Sequence(["a"], parents.Missing, "what it waits for");
        Expect.Equal(1, parents.MissingCount, "how many it waits for");
        var signal = await StandingAsync("s");
        Expect.Equal(WaitReason.Signal, signal.Reason, "the reason of a job that waits for a signal");
        Expect.Sequence(["go"], signal.Missing, "what it waits for");
        var place = await StandingAsync("n");
        Expect.Equal(WaitReason.GroupPlace, place.Reason, "the reason of a job that waits for a place");
        Expect.Equal((1, 1), (place.Limit, place.Running), "the places and those that are taken");

        async Task<JobStanding> StandingAsync(string step) =>
            Expect.Present(await h.Query.ExplainAsync(flow.Job(step), h.Cancellation), "the standing");
    }

    private static async Task Workflow_is_kept_until_its_retention_is_over_and_goes_as_one(StoreHarness h)
    {
        var flow = new WorkflowSketch(h) { Retention = TimeSpan.FromHours(1) }
            .Step("a", "", null, draft => draft with { Spec = draft.Spec with { Retention = TimeSpan.FromSeconds(1) } })
            .Step("b", "a");
        await flow.StoreAsync();
        await flow.EndAsync("a");
        h.Advance(36_000);
        await h.SweepAsync();
        await flow.ExpectAsync((JobState.Ready, "b"), (JobState.Succeeded, "a"));
        await flow.EndAsync("b");
        var swept = await h.SweepAsync();
        Expect.Equal(h.Now.AddHours(1), swept.NextDue, "when there is more to do");
        Expect.Equal(h.Now, swept.StoreNow ?? h.Now, "the clock that this moment is by");
        h.Advance(3599);
        await h.SweepAsync();
        await flow.ExpectAsync((JobState.Succeeded, "a,b"));
        h.Advance(1);
        Expect.Equal(2, (await h.SweepAsync()).Pruned, "the number of removed jobs");
        Expect.Absent(await h.Query.GetWorkflowAsync(flow.Id, h.Cancellation), "workflow after its retention");
        Expect.Equal(0, (await h.ListAsync()).Count, "the number of jobs that are left");
    }

    private static async Task Workflow_survives_a_restart_in_its_middle(StoreHarness h)
    {
        var flow = new WorkflowSketch(h) { Retention = TimeSpan.FromHours(1) };
        flow.Groups["g"] = 1;
        await flow.Step("a").Step("b", "a").Step("undo", "!a")
            .Step("s", "", place => place with { Signals = ["early", "late"] })
            .Step("t", "b", null, draft => draft with { Delay = TimeSpan.FromSeconds(60) })
            .Step("m", "", place => place with { Group = "g" }).Step("n", "", place => place with { Group = "g" })
            .StoreAsync();
        await flow.SignalAsync("early", "1");
        await flow.EndAsync("a");
        var before = await flow.InfoAsync();
        await h.RestartAsync();
        var after = await flow.InfoAsync();
        Expect.Equal(before.CreatedAt, after.CreatedAt, "when it was accepted");
        Expect.Equal("sketch", after.Name, "its name");
        Expect.Equal(1, after.Groups["g"], "the places of its group");
        Expect.Equal("1", Encoding.UTF8.GetString(after.Signals["early"].Span), "what the signal carried");
        await flow.ExpectAsync((JobState.Ready, "b"), (JobState.Running, "m"), (JobState.Succeeded, "a"),
            (JobState.Cancelled, "undo"), (JobState.Blocked, "s,t,n"));
        Expect.Equal(
            "it waited for a failure, and step 'a' ended succeeded", (await h.JobAsync(flow.Job("undo"))).Error,
            "why the compensation was skipped");
        await flow.SignalAsync("late");
        await h.SweepAsync();
        foreach (var step in new[] { "b", "m", "s", "n" }) await flow.EndAsync(step);
        await flow.ExpectAsync((JobState.Scheduled, "t"), (JobState.Succeeded, "a,b,s,m,n"), (JobState.Cancelled, "undo"));
        h.Advance(60);
        await flow.EndAsync("t");
        await flow.ExpectAsync(WorkflowState.Succeeded);
    }

    private static async Task Ended_workflow_survives_a_restart(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h) { Retention = TimeSpan.FromHours(1) }.Step("a").Step("b", "a").StoreAsync();
        await flow.EndAsync("a", SettlementKind.Dead);
        var ended = (await flow.InfoAsync()).FinishedAt;
        await h.RestartAsync();
        await flow.ExpectAsync(WorkflowState.Failed);
        Expect.Equal(ended, (await flow.InfoAsync()).FinishedAt, "when it ended");
        await flow.ExpectControlAsync(ControlOutcome.Done, WorkflowAction.Retry);
        await flow.ExpectControlAsync(ControlOutcome.Done, WorkflowAction.Cancel);
        await h.RestartAsync();
        await flow.ExpectAsync(WorkflowState.Cancelled);
        h.Advance(3600);
        Expect.Equal(2, (await h.SweepAsync()).Pruned, "the number of removed jobs");
        await h.RestartAsync();
        Expect.Absent(await h.Query.GetWorkflowAsync(flow.Id, h.Cancellation), "workflow after its retention");
    }

    private static JobDraft Joining(
        StoreHarness h, WorkflowSketch flow, string step, IReadOnlyList<JobId> parents, JobId? id = null) =>
        new(id ?? JobId.New(h.Time), new JobSpec
        {
            Handler = "work",
            Workflow = new WorkflowPlace(flow.Id, step) { Parents = [.. parents.Select(parent => new JobParent(parent))] },
        });

    private static async Task End_of_a_workflow_is_the_same_after_a_step_of_the_clock_and_a_restart(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("first").Step("second", "first").StoreAsync();
        h.Advance(10);
        await flow.EndAsync("first");
        var latest = h.Now;
        h.Time.StepWallClock(TimeSpan.FromMinutes(-5));
        await flow.EndAsync("second");
        Expect.Equal(latest, (await flow.InfoAsync()).FinishedAt, "the latest end of a job");
        await h.RestartAsync();
        Expect.Equal(latest, (await flow.InfoAsync()).FinishedAt, "the end after a restart");
    }
}
