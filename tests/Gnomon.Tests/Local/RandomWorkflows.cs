using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;

namespace Gnomon.Tests.Local;

/// <summary>A seeded sequence of workflows and changes of them.</summary>
internal sealed class RandomWorkflows(int seed, TimeProvider time)
{
    private readonly Random _random = new(seed ^ 0x5F10);
    private readonly List<WorkflowId> _known = [];

    /// <summary>Stores a new workflow, and notes its jobs.</summary>
    public async Task EnqueueAsync(LocalStore store, List<JobId> jobs)
    {
        var id = new WorkflowId(NewGuid());
        var drafts = new List<JobDraft>();
        for (var left = _random.Next(1, 9); left > 0; left--) drafts.Add(Draft(id, drafts));
        await store.EnqueueWorkflowAsync(
            new WorkflowDraft(id, drafts)
            {
                Groups = new Dictionary<string, int> { ["g"] = _random.Next(1, 4) },
                Retention = TimeSpan.FromSeconds(_random.Next(1, 300)),
            },
            default);
        _known.Add(id);
        jobs.AddRange(drafts.Select(draft => draft.Id));
    }

    public async Task ControlAsync(LocalStore store)
    {
        if (_known.Count == 0) return;
        var id = _known[_random.Next(_known.Count)];
        var action = (WorkflowAction)_random.Next((int)WorkflowAction.Delete + 1);
        var request = new WorkflowControl(id, action) { Signal = $"s{_random.Next(3)}", Payload = "[1]"u8.ToArray() };
        await store.ControlWorkflowAsync(request, default);
    }

    private JobDraft Draft(WorkflowId workflow, List<JobDraft> before)
    {
        var parents = before.Where(_ => _random.Next(3) == 0)
            .Select(draft => new JobParent(draft.Id, (ParentCondition)_random.Next(3)));
        var place = new WorkflowPlace(workflow, $"step {before.Count}")
        {
            Parents = [.. parents],
            Signals = _random.Next(5) == 0 ? [$"s{_random.Next(3)}"] : [],
            Group = _random.Next(3) == 0 ? "g" : null,
            OnFailure = _random.Next(6) == 0 ? StepFailure.CancelRest : StepFailure.SkipDependents,
        };
        var spec = new JobSpec
        {
            Handler = "h", Workflow = place, Key = _random.Next(6) == 0 ? $"k{_random.Next(20)}" : null,
            Deadline = _random.Next(6) == 0 ? time.GetUtcNow().AddSeconds(_random.Next(90)) : null,
        };
        return new JobDraft(new JobId(NewGuid()), spec)
        {
            Delay = _random.Next(4) == 0 ? TimeSpan.FromSeconds(_random.Next(60)) : null,
        };
    }

    private Guid NewGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
