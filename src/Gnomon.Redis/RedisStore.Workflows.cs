using System.Globalization;
using Gnomon.Jobs;
using Gnomon.Redis.Messages;
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
        var answer = await _scripts.ChangeAsync(
            RedisScript.ControlWorkflow, request, static (writer, control) =>
            {
                writer.Array(4);
                writer.Guid(control.Workflow.Value);
                writer.Number((int)control.Action);
                writer.Text(control.Signal);
                writer.Bytes(control.Payload.Span);
            },
            cancellation).ConfigureAwait(false);
        var reader = new MessageReader(answer);
        reader.Array();
        var outcome = reader.Number();
        if (outcome < 0) throw WorkflowRefusals.TooManySignals();
        return new WorkflowControlAnswer((ControlOutcome)outcome) { Effects = EffectsMessage.Read(ref reader) };
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
        long? before = long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : null;
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
        var reader = new MessageReader(answer);
        reader.Array();
        var items = new WorkflowInfo[reader.Array()];
        for (var i = 0; i < items.Length; i++) items[i] = WorkflowMessage.ReadInfo(ref reader);
        var next = reader.TryNothing() ? null : reader.Number().ToString(CultureInfo.InvariantCulture);
        return new Page<WorkflowInfo>(items, next);
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
        var jobs = new Job[reader.Array()];
        for (var i = 0; i < jobs.Length; i++) jobs[i] = JobMessage.Read(ref reader, out _);
        var next = (long)first + limit;
        return new Page<Job>(jobs, next < reader.Number() ? next.ToString(CultureInfo.InvariantCulture) : null);
    }
}
