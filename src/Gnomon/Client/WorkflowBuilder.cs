using Gnomon.Jobs;
using Gnomon.Workflows;

namespace Gnomon.Client;

/// <summary>Describes a workflow: steps, in any order, and what each waits for. Steps that wait for nothing begin at
/// once. The methods can be chained; <see cref="JobClient.EnqueueWorkflowAsync"/> stores it whole or not at all.
/// </summary>
/// <param name="name">What people call it; null for nothing.</param>
public sealed class WorkflowBuilder(string? name = null)
{
    private readonly List<Func<JobClient, WorkflowStep>> _steps = [];
    private readonly List<string> _stored = [];
    private TimeSpan? _retention;

    internal WorkflowId? ChosenId { get; private set; }

    /// <summary>Names the workflow. Sending the same id twice makes one; steps that the stored one lacks join it as long
    /// as it has not ended.</summary>
    public WorkflowBuilder Id(WorkflowId id)
    {
        ChosenId = id;
        return this;
    }

    /// <summary>Keeps the ended workflow with its jobs this long.</summary>
    public WorkflowBuilder Retention(TimeSpan kept)
    {
        _retention = kept;
        return this;
    }

    /// <summary>Names steps that the stored workflow of this id has, so that new ones can wait for them.</summary>
    public WorkflowBuilder Stored(params IReadOnlyList<string> steps)
    {
        _stored.AddRange(steps);
        return this;
    }

    /// <summary>Adds a step that runs a handler without arguments.</summary>
    public WorkflowBuilder Step(string name, string handler, Action<StepBuilder>? configure = null) =>
        Step<object?>(name, handler, null, configure);

    /// <summary>Adds a step that runs the handler which the arguments' type declares with
    /// <see cref="JobNameAttribute"/>.</summary>
    public WorkflowBuilder Step<TArgs>(string name, TArgs args, Action<StepBuilder>? configure = null)
        where TArgs : notnull =>
        Step(name, JobNameAttribute.Of(typeof(TArgs)), args, configure);

    /// <summary>Adds a step that runs a handler by its name.</summary>
    public WorkflowBuilder Step<TArgs>(
        string name, string handler, TArgs args, Action<StepBuilder>? configure = null)
    {
        var step = Configured(configure);
        return Add(client => step.Build(name, client, handler, args));
    }

    /// <summary>Adds members as one step: it has succeeded when all of them have, and failed when one has failed for
    /// which no member waits. Members wait for one another by their own names; outside they are called
    /// <c>group/member</c>.</summary>
    /// <param name="name">The group's name.</param>
    /// <param name="members">Adds the members.</param>
    /// <param name="configure">What the group waits for.</param>
    /// <param name="parallel">How many jobs of it may be ready or running at once; null for no bound.</param>
    public WorkflowBuilder Group(
        string name, Action<WorkflowBuilder> members, Action<StepBuilder>? configure = null, int? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(members);
        var (step, inner) = (Configured(configure).WithoutJob(name), new WorkflowBuilder());
        members(inner);
        return Add(client => step.Build(name) with { Members = inner.Members(client, name), Parallel = parallel });
    }

    /// <summary>Adds a group with one member for each of many arguments, called 1, 2, 3 and so on.</summary>
    /// <param name="name">The group's name.</param>
    /// <param name="handler">What each member runs.</param>
    /// <param name="each">The arguments of each.</param>
    /// <param name="configure">What the group waits for.</param>
    /// <param name="parallel">How many may be ready or running at once; null for no bound.</param>
    /// <param name="options">More about each job.</param>
    public WorkflowBuilder Each<TArgs>(
        string name, string handler, IEnumerable<TArgs> each, Action<StepBuilder>? configure = null,
        int? parallel = null, Action<EnqueueOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(each);
        return Group(
            name,
            members =>
            {
                var number = 0;
                foreach (var args in each)
                    members.Step($"{++number}", handler, args, options is null ? null : step => step.With(options));
            },
            configure,
            parallel);
    }

    /// <summary>Adds a workflow as one step; the same as a group without a bound.</summary>
    public WorkflowBuilder Nested(
        string name, Action<WorkflowBuilder> steps, Action<StepBuilder>? configure = null) =>
        Group(name, steps, configure);

    /// <summary>Adds a step that waits for a signal from outside.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="signal">The signal's name; null for that of the step.</param>
    /// <param name="configure">What it waits for beside the signal.</param>
    public WorkflowBuilder Signal(string name, string? signal = null, Action<StepBuilder>? configure = null) =>
        Wait(name, Configured(configure).AfterSignal(signal ?? name));

    /// <summary>Adds a step that only waits, for so long after all that it waits for has come.</summary>
    public WorkflowBuilder Timer(string name, TimeSpan wait, Action<StepBuilder>? configure = null) =>
        Wait(name, Configured(configure).In(wait));

    internal WorkflowPlan Plan(JobClient client) => new([.. _steps.Select(make => make(client))])
    {
        Name = name, Retention = _retention, Stored = [.. _stored],
    };

    private static StepBuilder Configured(Action<StepBuilder>? configure)
    {
        var step = new StepBuilder();
        configure?.Invoke(step);
        return step;
    }

    private List<WorkflowStep> Members(JobClient client, string group)
    {
        if (ChosenId is not null || _retention is not null || _stored.Count > 0)
            throw new InvalidJobException(
                $"steps.{group}", "has an id, a retention or stored steps; only the workflow itself has those");
        return _steps.ConvertAll(make => make(client));
    }

    private WorkflowBuilder Wait(string name, StepBuilder step)
    {
        step.WithoutJob(name);
        return Add(_ => step.Build(name));
    }

    private WorkflowBuilder Add(Func<JobClient, WorkflowStep> step)
    {
        _steps.Add(step);
        return this;
    }
}
