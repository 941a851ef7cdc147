using Gnomon.Broadcasts;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Workers;

namespace Gnomon.Api;

/// <summary>The handler of schedules that broadcast: each tick's job publishes one broadcast, and lives until it has ended.
/// </summary>
internal sealed class BroadcastHandler(StoreParts parts, TimeProvider time)
{
    /// <summary>The name that the jobs of such schedules have; every process that runs jobs has the handler.</summary>
    public const string Name = "gnomon:broadcast";

    private readonly TickWork _work = new(parts);
    private readonly IJobQuery _query = parts.Query;
    private readonly BroadcastPublisher _publisher = new(parts, time);

    /// <exception cref="SnoozeException">Parts of the broadcast have not ended; it holds no slot meanwhile.</exception>
    /// <exception cref="JobFailedException">Nobody got it, or parts of it failed.</exception>
    public ValueTask<ReadOnlyMemory<byte>> RunAsync(JobContext job) =>
        _work.RunAsync(job, id => PublishAsync(id, job), work => FailureAsync(work, job.Cancellation));

    private async Task PublishAsync(WorkflowId id, JobContext job)
    {
        try
        {
            var draft = ApiJson.Read(job.Spec.Args.Span, GnomonJson.Default.BroadcastDraftDocument);
            var now = await StoreClock.NowAsync(_query, time, job.Cancellation).ConfigureAwait(false);
            var terms = BroadcastMapping.ToTerms(draft, now);
            await _publisher.PublishAsync(
                id, draft.Name, terms, job.Cancellation, job.Spec.Schedule, job.Spec.Tick, job.Token)
                .ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is ApiException or InvalidJobException or BroadcastRefusedException)
        {
            throw new JobFailedException(refused.Message, refused) { Permanent = true };
        }
    }

    private async Task<string> FailureAsync(WorkflowInfo broadcast, CancellationToken cancellation)
    {
        var report = await _publisher.ReportAsync(broadcast.Id, cancellation).ConfigureAwait(false);
        var copies = report?.Copies ?? [];
        var failed = copies.Where(
            copy => copy.State is JobState.Dead or JobState.Expired or JobState.Cancelled).ToList();
        var named = failed.Take(TickWork.MaxNamed).Select(
            copy => $"{copy.Spec.Node}: {copy.Error?.Split('\n', 2)[0] ?? copy.State.ToString().ToLowerInvariant()}");
        var rest = failed.Count > TickWork.MaxNamed ? $"; and {failed.Count - TickWork.MaxNamed} more" : "";
        return $"{failed.Count} of {copies.Count} parts of broadcast {broadcast.Id} failed: "
            + string.Join("; ", named) + rest;
    }
}
