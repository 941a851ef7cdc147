using System.Text.Json;
using Gnomon.Broadcasts;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Workers;

namespace Gnomon.Api;

/// <summary>The handler of schedules that broadcast: each tick's job publishes one broadcast under its own id, so that a
/// repeated attempt publishes none beside it, and lives until the broadcast has ended. Whatever counts the live jobs of a
/// schedule therefore counts a broadcast as one run.</summary>
internal sealed class BroadcastHandler(StoreParts parts, TimeProvider time)
{
    /// <summary>The name that the jobs of such schedules have; every process that runs jobs has the handler.</summary>
    public const string Name = "gnomon:broadcast";

    /// <summary>Most failed parts that the error names.</summary>
    private const int MaxNamed = 3;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <exception cref="SnoozeException">Parts of the broadcast have not ended; it holds no slot meanwhile.</exception>
    /// <exception cref="JobFailedException">Nobody got it, or parts of it failed.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> RunAsync(JobContext job)
    {
        var id = new WorkflowId(job.Id.Value);
        var publisher = new BroadcastPublisher(parts, time);
        var report = await publisher.ReportAsync(id, job.Cancellation).ConfigureAwait(false)
            ?? await PublishAsync(publisher, id, job).ConfigureAwait(false);
        if (!report.Ended)
            throw new SnoozeException(
                WaitAfter(job.Claim.Snoozes), $"broadcast {id} has {report.Copies.Count(copy => !copy.State.IsTerminal())} "
                    + $"of {report.Copies.Count} parts left");
        if (Failures(report) is { } failure) throw new JobFailedException(failure) { Permanent = true };
        return JsonSerializer.SerializeToUtf8Bytes($"{report.Copies.Count} parts succeeded", GnomonJson.Default.String);
    }

    /// <summary>A quarter of a second at first, doubled each time.</summary>
    private static TimeSpan WaitAfter(int snoozes) =>
        snoozes >= 7 ? LongestWait : TimeSpan.FromMilliseconds(250 << snoozes);

    private async Task<BroadcastReport> PublishAsync(BroadcastPublisher publisher, WorkflowId id, JobContext job)
    {
        try
        {
            var draft = ApiJson.Read(job.Spec.Args.Span, GnomonJson.Default.BroadcastDraftDocument);
            var terms = BroadcastMapping.ToTerms(draft, time.GetUtcNow());
            await publisher.PublishAsync(
                id, draft.Name, terms, job.Cancellation, job.Spec.Schedule, job.Spec.Tick).ConfigureAwait(false);
            return await publisher.ReportAsync(id, job.Cancellation).ConfigureAwait(false)
                ?? throw new JobFailedException($"broadcast {id} was removed at once");
        }
        catch (Exception refused) when (refused is ApiException or InvalidJobException or BroadcastRefusedException)
        {
            throw new JobFailedException(refused.Message, refused) { Permanent = true };
        }
    }

    private static string? Failures(BroadcastReport report)
    {
        var failed = report.Copies.Where(
            copy => copy.State is JobState.Dead or JobState.Expired or JobState.Cancelled).ToList();
        if (failed.Count == 0) return null;
        var named = failed.Take(MaxNamed).Select(
            copy => $"{copy.Spec.Node}: {copy.Error?.Split('\n', 2)[0] ?? copy.State.ToString().ToLowerInvariant()}");
        var rest = failed.Count > MaxNamed ? $"; and {failed.Count - MaxNamed} more" : "";
        return $"{failed.Count} of {report.Copies.Count} parts of broadcast {report.Broadcast.Id} failed: "
            + string.Join("; ", named) + rest;
    }
}
