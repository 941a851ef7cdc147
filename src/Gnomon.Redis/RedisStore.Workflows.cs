using System.Globalization;
using Gnomon.Jobs;
using Gnomon.Redis.Messages;
using Gnomon.Redis.Striping;
using Gnomon.Store;

namespace Gnomon.Redis;

/// <summary>Workflows and broadcasts.</summary>
public sealed partial class RedisStore
{
    /// <inheritdoc/>
    public async ValueTask<WorkflowAnswer> EnqueueWorkflowAsync(WorkflowDraft draft, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var message = new WorkflowMessage(draft);
        var answer = await _scripts.ChangeAsync(
            RedisScript.EnqueueWorkflow, message, static (writer, workflow) => workflow.Write(writer), cancellation)
            .ConfigureAwait(false);
        return message.ReadAnswer(answer);
    }

    /// <inheritdoc/>
    public async ValueTask<WorkflowControlAnswer> ControlWorkflowAsync(
        WorkflowControl request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        WorkflowRules.Check(request);
        var (outcome, effects, more) = await ControlPortionAsync(request, false, cancellation).ConfigureAwait(false);
        while (more)
        {
            (outcome, var then, more) = await ControlPortionAsync(request, true, cancellation).ConfigureAwait(false);
            effects = EffectsMessage.Join(effects, then);
        }

        return new WorkflowControlAnswer(outcome) { Effects = effects };
    }

    /// <summary>What concerns many jobs is done in portions: other callers get their turn between them.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="goesOn">Whether a portion of it has been done.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>Where it stands, what this portion brought about, and whether there is more to do.</returns>
    internal async ValueTask<(ControlOutcome Outcome, WorkflowEffects? Effects, bool More)> ControlPortionAsync(
        WorkflowControl request, bool goesOn, CancellationToken cancellation)
    {
        var answer = await _scripts.ChangeAsync(
            RedisScript.ControlWorkflow, (request, goesOn), static (writer, asked) =>
            {
                writer.Array(5);
                writer.Guid(asked.request.Workflow.Value);
                writer.Number((int)asked.request.Action);
                writer.Text(asked.request.Signal);
                writer.Bytes(asked.request.Payload.Span);
                writer.Bool(asked.goesOn);
            },
            cancellation).ConfigureAwait(false);
        var reader = new MessageReader(answer);
        reader.Array();
        var outcome = reader.Number();
        if (outcome < 0) throw WorkflowRefusals.TooManySignals();
        return ((ControlOutcome)outcome, EffectsMessage.Read(ref reader), reader.Bool());
    }

    /// <inheritdoc/>
    public async ValueTask<WorkflowInfo?> GetWorkflowAsync(WorkflowId id, CancellationToken cancellation)
    {
        var answer = await _scripts.ReadAsync(
            RedisScript.ReadWorkflow, id, static (writer, one) => writer.Guid(one.Value), cancellation)
            .ConfigureAwait(false);
        var reader = new MessageReader(answer);
        return reader.TryNothing() ? null : WorkflowMessage.ReadInfo(ref reader);
    }

    /// <inheritdoc/>
    public async ValueTask<Page<WorkflowInfo>> ListWorkflowsAsync(
        WorkflowFilter filter, string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var page = await ListNumberedWorkflowsAsync(filter, PageMessage.Before(cursor), limit, cancellation).ConfigureAwait(false);
        return page.ToPage();
    }

    /// <summary>Workflows and broadcasts, newest first, each with its number.</summary>
    internal async ValueTask<NumberedPage<WorkflowInfo>> ListNumberedWorkflowsAsync(
        WorkflowFilter filter, long? before, int limit, CancellationToken cancellation)
    {
        var answer = await _scripts.ReadAsync(
            RedisScript.ReadWorkflows, (filter, before, limit), static (writer, asked) =>
            {
                writer.Array(5);
                writer.Number((long?)asked.filter.State);
                if (asked.filter.Broadcast is { } broadcast) writer.Bool(broadcast);
                else writer.Nil();
                writer.Text(asked.filter.Schedule);
                writer.Number(asked.before);
                writer.Number(asked.limit);
            },
            cancellation).ConfigureAwait(false);
        return NumberedPage<WorkflowInfo>.Read(answer, static (ref reader) => WorkflowMessage.ReadInfo(ref reader));
    }

    /// <inheritdoc/>
    public async ValueTask<Page<Job>> ListStepsAsync(
        WorkflowId workflow, string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var from)) from = 0;
        var answer = await _scripts.ReadAsync(
            RedisScript.ReadSteps, (workflow, from, limit), static (writer, asked) =>
            {
                writer.Array(3);
                writer.Guid(asked.workflow.Value);
                writer.Number(asked.from);
                writer.Number(asked.limit);
            },
            cancellation).ConfigureAwait(false);
        return PageMessage.Read(answer, static (ref reader) => JobMessage.Read(ref reader));
    }

    /// <inheritdoc/>
    public async ValueTask<Page<Job>> ListParentsAsync(
        JobId job, string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (!int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var first)) first = 0;
        var answer = await _scripts.ReadAsync(
            RedisScript.ReadParents, (job, first, limit), static (writer, asked) =>
            {
                writer.Array(3);
                writer.Guid(asked.job.Value);
                writer.Number(asked.first);
                writer.Number(asked.limit);
            },
            cancellation).ConfigureAwait(false);
        var reader = new MessageReader(answer);
        reader.Array();
        var jobs = PageMessage.ReadItems(ref reader, static (ref reader) => JobMessage.Read(ref reader));
        var next = (long)first + limit;
        return new Page<Job>(jobs, next < reader.Number() ? PageMessage.Text(next) : null);
    }
}
