using Gnomon.Jobs;
using Gnomon.Workflows;

namespace Gnomon.Client;

/// <summary>What runs after one job: a workflow of the job, called <see cref="Main"/>, and the callbacks.</summary>
internal sealed class JobCallbacks
{
    /// <summary>The step that is the job itself.</summary>
    public const string Main = "job";

    private readonly List<(ParentCondition When, Func<JobClient, JobDraft> Make)> _callbacks = [];

    public void Add<TArgs>(ParentCondition when, string handler, TArgs args, Action<EnqueueOptions>? configure) =>
        _callbacks.Add((when, client => client.Draft(handler, args, configure)));

    public WorkflowPlan Plan(JobClient client, JobDraft main)
    {
        List<WorkflowStep> steps =
        [
            new(Main) { Job = main.Spec, Id = main.Id, Delay = main.Delay, RunAt = main.RunAt },
        ];
        var counts = new Dictionary<ParentCondition, int>();
        foreach (var (when, make) in _callbacks)
        {
            var number = counts[when] = counts.GetValueOrDefault(when) + 1;
            var draft = make(client);
            steps.Add(new WorkflowStep((when == ParentCondition.Failed ? "error-" : "success-") + number)
            {
                Job = draft.Spec, Delay = draft.Delay, RunAt = draft.RunAt, After = [new StepAfter(Main, when)],
                TakesResults = true,
            });
        }

        return new WorkflowPlan(steps) { Retention = main.Spec.Retention };
    }
}
