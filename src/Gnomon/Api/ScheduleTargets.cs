using System.Text.Json;
using Gnomon.Jobs;

namespace Gnomon.Api;

/// <summary>What the ticks of a schedule make: one job, a broadcast, or a workflow. The latter two are made by a job of a
/// built-in handler, with what is to be made as arguments.</summary>
internal static class ScheduleTargets
{
    public const string One = "one";
    public const string Broadcast = "broadcast";
    public const string Workflow = "workflow";

    /// <summary>The job of the ticks.</summary>
    /// <exception cref="ApiException">400; names the member at fault.</exception>
    public static JobSpec ToJob(ScheduleDocument document, DateTimeOffset now)
    {
        switch (document.Target ?? (document.Workflow is null ? One : Workflow))
        {
            case One:
                Refuse(document.Workflow is not null ? "workflow" : null, Workflow);
                Refuse(FirstOfBroadcast(document), Broadcast);
                return ToPlain(document);
            case Broadcast:
                Refuse(document.Workflow is not null ? "workflow" : null, Workflow);
                return BroadcastSchedules.ToJob(document, ToPlain(document), now);
            case Workflow:
                Refuse(FirstOfBroadcast(document), Broadcast);
                return WorkflowSchedules.ToJob(document, now);
            default:
                throw ApiProblems.Invalid(
                    "target", $"is '{document.Target}'; allowed are {One}, {Broadcast} and {Workflow}");
        }
    }

    /// <summary>The document with what was asked for in place of the job that its ticks run.</summary>
    public static ScheduleDocument ToDocument(ScheduleDocument document, JobSpec job) => job.Handler switch
    {
        BroadcastHandler.Name => BroadcastSchedules.ToDocument(document, job),
        WorkflowHandler.Name => WorkflowSchedules.ToDocument(document, job),
        _ => document,
    };

    /// <summary>The job of a run by hand with other arguments than those of the ticks.</summary>
    /// <exception cref="ApiException">400: there are none to replace.</exception>
    public static JobSpec WithArgs(JobSpec job, JsonElement args) => job.Handler switch
    {
        BroadcastHandler.Name => BroadcastSchedules.WithArgs(job, args),
        WorkflowHandler.Name => throw ApiProblems.Invalid(
            "args", "cannot be given: the steps of the workflow have their own; submit a workflow instead"),
        _ => job with { Args = ApiJson.ToBytes("args", args) },
    };

    /// <summary>What a schedule says about its jobs.</summary>
    private static JobSpec ToPlain(ScheduleDocument document) => JobMapping.ToSpec(new JobDraftDocument
    {
        Handler = document.Handler, Args = document.Args, Queue = document.Queue, Priority = document.Priority,
        Retry = document.Retry, Timeout = document.Timeout, LimitKey = document.LimitKey, Headers = document.Headers,
        ArgsVersion = document.ArgsVersion, Tags = document.Tags,
    });

    private static string? FirstOfBroadcast(ScheduleDocument document) => document.NodeTag is not null ? "nodeTag"
        : document.OpenFor is not null ? "openFor"
        : document.Sharded is not null ? "sharded" : null;

    private static void Refuse(string? member, string target)
    {
        if (member is not null) throw ApiProblems.Invalid(member, $"means nothing unless target is {target}");
    }
}
