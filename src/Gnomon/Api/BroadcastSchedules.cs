using System.Text.Json;
using Gnomon.Jobs;

namespace Gnomon.Api;

/// <summary>Schedules whose ticks broadcast: their jobs run <see cref="BroadcastHandler"/>, with what each node is to run as
/// arguments.</summary>
internal static class BroadcastSchedules
{
    /// <summary>The job of the ticks.</summary>
    /// <param name="document">The schedule.</param>
    /// <param name="job">What each copy runs.</param>
    /// <param name="now">The time of the request.</param>
    /// <exception cref="ApiException">400; names the member at fault.</exception>
    public static JobSpec ToJob(ScheduleDocument document, JobSpec job, DateTimeOffset now)
    {
        // What is as by default is left out, so that a schedule that is put as it was answered is the same.
        var draft = new BroadcastDraftDocument
        {
            Handler = document.Handler, Args = document.Args, NodeTag = document.NodeTag, Queue = document.Queue,
            For = document.OpenFor, Sharded = document.Sharded == true ? true : null,
            Priority = document.Priority == JobLimits.DefaultPriority ? null : document.Priority,
            Retry = document.Retry, Timeout = document.Timeout,
            Headers = document.Headers is { Count: > 0 } headers ? headers : null,
            ArgsVersion = document.ArgsVersion == 0 ? null : document.ArgsVersion,
            Tags = document.Tags is { Count: > 0 } tags ? tags : null,
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
            Retry = WorkflowSchedules.Retry,
        };
    }

    /// <summary>The document with what was asked for in place of the job that its ticks run.</summary>
    public static ScheduleDocument ToDocument(ScheduleDocument document, JobSpec job)
    {
        // Encrypted arguments stay as they are: only who runs them can read them.
        if (!TryRead(job, out var draft)) return document with { Target = ScheduleTargets.Broadcast };
        return document with
        {
            Target = ScheduleTargets.Broadcast, Handler = draft.Handler, Args = draft.Args, Queue = draft.Queue, Retry = draft.Retry,
            Timeout = draft.Timeout, Headers = draft.Headers, ArgsVersion = draft.ArgsVersion ?? 0,
            NodeTag = draft.NodeTag, OpenFor = draft.For, Sharded = draft.Sharded,
        };
    }

    /// <summary>The job of a run by hand whose copies are given other arguments.</summary>
    /// <exception cref="ApiException">400: those of the schedule are encrypted.</exception>
    public static JobSpec WithArgs(JobSpec job, JsonElement args)
    {
        if (!TryRead(job, out var draft))
            throw ApiProblems.Invalid("args", "cannot be replaced: what this schedule broadcasts is encrypted");
        var other = draft with { Args = args };
        return job with
        {
            Args = JsonSerializer.SerializeToUtf8Bytes(other, GnomonJson.Default.BroadcastDraftDocument),
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
