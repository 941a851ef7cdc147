using System.Text.Json;
using Gnomon.Jobs;
using Gnomon.Retries;

namespace Gnomon.Api;

/// <summary>Schedules whose ticks broadcast: their jobs run <see cref="BroadcastHandler"/>, with what each node is to run as
/// arguments.</summary>
internal static class BroadcastSchedules
{
    public const string One = "one";
    public const string Broadcast = "broadcast";

    /// <summary>A store that cannot serve for a while must not lose a tick's broadcast.</summary>
    private const int Attempts = 10;

    /// <summary>The job of the ticks, which is the one that was asked for unless the target is all nodes.</summary>
    /// <exception cref="ApiException">400; names the member at fault.</exception>
    public static JobSpec Wrap(ScheduleDocument document, JobSpec job, DateTimeOffset now)
    {
        if (document.Target is not (null or One or Broadcast))
            throw ApiProblems.Invalid("target", $"is '{document.Target}'; allowed are {One} and {Broadcast}");
        if (document.Target != Broadcast)
        {
            var extra = document.NodeTag is not null ? "nodeTag"
                : document.OpenFor is not null ? "openFor"
                : document.Sharded is not null ? "sharded" : null;
            return extra is null
                ? job
                : throw ApiProblems.Invalid(extra, $"means nothing unless target is {Broadcast}");
        }

        var draft = new BroadcastDraftDocument
        {
            Handler = document.Handler, Args = document.Args, NodeTag = document.NodeTag, Queue = document.Queue,
            For = document.OpenFor, Sharded = document.Sharded, Priority = document.Priority, Retry = document.Retry,
            Timeout = document.Timeout, Headers = document.Headers, ArgsVersion = document.ArgsVersion,
            Tags = document.Tags,
        };
        if (document.LimitKey is not null)
            throw ApiProblems.Invalid("limitKey", "cannot be combined with a broadcast: it is counted for no tenant");
        try
        {
            Broadcasts.BroadcastRules.Check(BroadcastMapping.ToTerms(draft, now), null, now);
        }
        catch (InvalidJobException error)
        {
            throw ApiProblems.From(error);
        }

        return new JobSpec
        {
            Handler = BroadcastHandler.Name,
            Args = JsonSerializer.SerializeToUtf8Bytes(draft, GnomonJson.Default.BroadcastDraftDocument),
            Queue = job.Queue, Priority = job.Priority, Tags = job.Tags,
            Retry = RetryPolicy.Growing(Backoff.Exponential, Attempts, TimeSpan.FromSeconds(1)),
        };
    }

    /// <summary>The document with what was asked for in place of the job that its ticks run.</summary>
    public static ScheduleDocument Unwrap(ScheduleDocument document, JobSpec job)
    {
        if (job.Handler != BroadcastHandler.Name) return document;
        // Encrypted arguments stay as they are: only who runs them can read them.
        if (!TryRead(job, out var draft)) return document with { Target = Broadcast };
        return document with
        {
            Target = Broadcast, Handler = draft.Handler, Args = draft.Args, Queue = draft.Queue, Retry = draft.Retry,
            Timeout = draft.Timeout, Headers = draft.Headers, ArgsVersion = draft.ArgsVersion ?? 0,
            NodeTag = draft.NodeTag, OpenFor = draft.For, Sharded = draft.Sharded,
        };
    }

    private static bool TryRead(JobSpec job, out BroadcastDraftDocument draft)
    {
        try
        {
            draft = ApiJson.Read(job.Args.Span, GnomonJson.Default.BroadcastDraftDocument);
            return true;
        }
        catch (ApiException)
        {
            draft = new BroadcastDraftDocument();
            return false;
        }
    }
}
