using Gnomon.Jobs;
using Gnomon.Workflows;

namespace Gnomon.Client;

/// <summary>Says what a step waits for, and how it is run. The methods can be chained.</summary>
public sealed class StepBuilder
{
    private readonly List<StepAfter> _after = [];
    private readonly List<string> _signals = [];
    private readonly List<Action<EnqueueOptions>> _options = [];
    private TimeSpan? _in;
    private DateTimeOffset? _at;
    private StepFailure _onFailure;
    private bool _takesResults;

    internal StepBuilder()
    {
    }

    /// <summary>Begins when these steps beside it have succeeded; it is skipped when one ends otherwise.</summary>
    public StepBuilder After(params IReadOnlyList<string> steps) => Add(steps, ParentCondition.Succeeded);

    /// <summary>Begins when these steps have ended and one of them has failed; it is skipped when none has. For
    /// compensation and error callbacks: a failure that a step waits for does not make the workflow fail.</summary>
    public StepBuilder AfterFailureOf(params IReadOnlyList<string> steps) => Add(steps, ParentCondition.Failed);

    /// <summary>Begins when these steps have ended, in whatever way.</summary>
    public StepBuilder AfterEndOf(params IReadOnlyList<string> steps) => Add(steps, ParentCondition.Ended);

    /// <summary>Begins when these signals have come, too.</summary>
    public StepBuilder AfterSignal(params IReadOnlyList<string> signals)
    {
        _signals.AddRange(signals);
        return this;
    }

    /// <summary>Gives it the results of the steps that it waits for. Of a group, its first members are given them.
    /// </summary>
    public StepBuilder TakesResults(bool takes = true)
    {
        _takesResults = takes;
        return this;
    }

    /// <summary>Says what becomes of the rest of the workflow when it fails.</summary>
    public StepBuilder OnFailure(StepFailure what)
    {
        _onFailure = what;
        return this;
    }

    /// <summary>Begins this long after all that it waits for has come.</summary>
    public StepBuilder In(TimeSpan delay)
    {
        (_in, _at) = (delay, null);
        return this;
    }

    /// <summary>Begins no earlier than this instant.</summary>
    public StepBuilder At(DateTimeOffset instant)
    {
        (_in, _at) = (null, instant);
        return this;
    }

    /// <summary>Says more about its job: queue, priority, retries and so on.</summary>
    public StepBuilder With(Action<EnqueueOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options.Add(options);
        return this;
    }

    /// <summary>The step without what it does.</summary>
    internal WorkflowStep Build(string name) => new(name)
    {
        After = [.. _after], Signals = [.. _signals], Delay = _in, RunAt = _at, OnFailure = _onFailure,
        TakesResults = _takesResults,
    };

    /// <summary>The step that runs a job.</summary>
    internal WorkflowStep Build<TArgs>(string name, JobClient client, string handler, TArgs args)
    {
        var chosen = false;
        var draft = client.Draft(handler, args, options =>
        {
            foreach (var configure in _options) configure(options);
            chosen = options.HasId;
        });
        if (chosen)
            throw new InvalidJobException(
                $"steps.{name}.id", "cannot be chosen: a step's job is named by its workflow and its name");
        var step = Build(name) with { Job = draft.Spec };
        return step with { Delay = step.Delay ?? draft.Delay, RunAt = step.RunAt ?? draft.RunAt };
    }

    /// <summary>Refuses what only a job can have.</summary>
    internal StepBuilder WithoutJob(string name) => _options.Count == 0
        ? this
        : throw new InvalidJobException($"steps.{name}", "runs no job of its own; say With(...) of the steps that do");

    private StepBuilder Add(IReadOnlyList<string> steps, ParentCondition when)
    {
        ArgumentNullException.ThrowIfNull(steps);
        _after.AddRange(steps.Select(step => new StepAfter(step, when)));
        return this;
    }
}
