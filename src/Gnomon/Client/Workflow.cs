using System.Globalization;
using Gnomon.Jobs;

namespace Gnomon.Client;

/// <summary>Ready-made forms of workflows. Each is a <see cref="WorkflowBuilder"/> that more can be said to.</summary>
public static class Workflow
{
    /// <summary>The step of <see cref="Group"/> and <see cref="Chord"/> that the members are.</summary>
    public const string Members = "members";

    /// <summary>The step of <see cref="Chord"/> that runs when all members have succeeded.</summary>
    public const string Success = "success";

    /// <summary>The step of <see cref="Chord"/> that runs when a member has failed.</summary>
    public const string Failure = "failure";

    /// <summary>A job for one of the forms.</summary>
    /// <param name="handler">What runs it.</param>
    /// <param name="args">Its arguments.</param>
    /// <param name="configure">More about it.</param>
    public static WorkflowJob Job<TArgs>(string handler, TArgs args, Action<StepBuilder>? configure = null) =>
        new((workflow, name, form) => workflow.Step(name, handler, args, step =>
        {
            form(step);
            configure?.Invoke(step);
        }));

    /// <summary>A job for one of the forms, for the handler that the arguments' type declares.</summary>
    public static WorkflowJob Job<TArgs>(TArgs args, Action<StepBuilder>? configure = null)
        where TArgs : notnull =>
        Job(JobNameAttribute.Of(typeof(TArgs)), args, configure);

    /// <summary>One job after the other, named 1, 2, 3 and so on. Each is given the result of the one before; one that is
    /// not to have it says <c>TakesResults(false)</c>.</summary>
    public static WorkflowBuilder Chain(params IReadOnlyList<WorkflowJob> jobs)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        var chain = new WorkflowBuilder("chain");
        for (var i = 0; i < jobs.Count; i++)
        {
            var before = i;
            jobs[i].AddTo(chain, Number(i + 1), before == 0 ? null : step => step.After(Number(before)).TakesResults());
        }

        return chain;
    }

    /// <summary>Jobs side by side: members of the step <see cref="Members"/>, named 1, 2, 3 and so on.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="parallel">How many may be ready or running at once; null for no bound.</param>
    public static WorkflowBuilder Group(IReadOnlyList<WorkflowJob> jobs, int? parallel = null) =>
        Add(new WorkflowBuilder("group"), jobs, parallel);

    /// <summary>Jobs side by side, and one job when all have succeeded, which is given their results as one array; or
    /// another when all have ended and one has failed. Exactly one of the two runs.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="success">Runs when all have succeeded.</param>
    /// <param name="failure">Runs when one has failed; null for nothing.</param>
    /// <param name="parallel">How many may be ready or running at once; null for no bound.</param>
    public static WorkflowBuilder Chord(
        IReadOnlyList<WorkflowJob> jobs, WorkflowJob success, WorkflowJob? failure = null, int? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(success);
        var chord = Add(new WorkflowBuilder("chord"), jobs, parallel);
        success.AddTo(chord, Success, step => step.After(Members).TakesResults());
        failure?.AddTo(chord, Failure, step => step.AfterFailureOf(Members).TakesResults());
        return chord;
    }

    private static WorkflowBuilder Add(WorkflowBuilder workflow, IReadOnlyList<WorkflowJob> jobs, int? parallel)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        return workflow.Group(
            Members,
            members =>
            {
                for (var i = 0; i < jobs.Count; i++) jobs[i].AddTo(members, Number(i + 1));
            },
            parallel: parallel);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
