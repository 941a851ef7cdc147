using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Redis.Striping;

/// <summary>What cannot be kept over several stripes is refused before anything is done, with what can be done about it.
/// </summary>
internal sealed class StripeRules(StripeMap map)
{
    private const string Advice =
        "queues that have the same name before their first colon, such as 'shop:a' and 'shop:b', are in one";

    /// <summary>Refuses a unique key that other stripes would have to be asked for.</summary>
    /// <exception cref="InvalidJobException">It is one.</exception>
    public void CheckKey(JobSpec? spec)
    {
        if (spec is not { Key: not null, Unique.Scope: KeyScope.Handler or KeyScope.Global }) return;
        throw new InvalidJobException(
            "unique.scope",
            $"reaches beyond queue '{spec.Queue}', and this store has {map.Count} stripes, each of which knows its own keys "
            + "only; allowed is the scope of the queue, or a store with stripes=1");
    }

    /// <summary>The one stripe of a workflow's jobs; of a broadcast without any yet, that of the queue which its terms name.
    /// </summary>
    /// <exception cref="InvalidJobException">There are several.</exception>
    public int StripeOf(WorkflowDraft draft)
    {
        if (draft.Jobs.Count == 0)
            return draft.Broadcast is { } terms ? map.Of(terms.Queue ?? terms.Template.Queue) : 0;
        var stripe = map.Of(draft.Jobs[0].Spec.Queue);
        for (var i = 1; i < draft.Jobs.Count; i++)
        {
            var queue = draft.Jobs[i].Spec.Queue;
            if (map.Of(queue) == stripe) continue;
            throw new InvalidJobException(
                $"jobs[{i}].queue",
                $"is {Show(queue)}, and another job of the workflow is in {Show(draft.Jobs[0].Spec.Queue)}: the jobs of a "
                + $"workflow must be in one stripe; {Advice}");
        }

        return stripe;
    }

    /// <summary>Refuses that jobs join a workflow of another stripe.</summary>
    public InvalidJobException ForeignWorkflow(WorkflowDraft draft, int stored) => new(
        "jobs[0].queue",
        $"is {Show(draft.Jobs[0].Spec.Queue)}, and the stored workflow {draft.Id} is in stripe {stored}: the jobs of a "
        + $"workflow must be in one stripe; {Advice}");

    /// <summary>Refuses a workflow that is not where its tick is.</summary>
    public InvalidJobException ForeignTick(WorkflowDraft draft, int stored) => new(
        "jobs[0].queue",
        $"is {Show(draft.Jobs[0].Spec.Queue)}, and schedule '{draft.Schedule}', whose tick makes the workflow, is in stripe "
        + $"{stored}: both must be in one stripe; {Advice}");

    /// <summary>Refuses a schedule that would have to move with its past.</summary>
    public InvalidJobException MovedSchedule(string schedule, string queue, int stored) => new(
        "queue",
        $"of schedule '{schedule}' is {Show(queue)}, and the schedule is in stripe {stored}, with its ticks and jobs: it cannot "
        + $"move to another stripe. Remove it and store it anew, or choose a queue of that stripe; {Advice}");

    /// <summary>Refuses that a schedule fires into a queue of another stripe.</summary>
    public InvalidJobException ForeignJob(string schedule, string queue, int stored) => new(
        "queue",
        $"of a job of schedule '{schedule}' is {Show(queue)}, and the schedule is in stripe {stored}: both must be in one "
        + $"stripe; {Advice}");

    private string Show(string queue) => $"'{queue}' (stripe {map.Of(queue)})";
}
