using System.Diagnostics;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Telemetry;

/// <summary>The activities, and how a trace travels with a job. Their names are part of the surface:
/// <c>docs/operations.md</c> lists them.</summary>
internal static class GnomonTrace
{
    private const string EnqueueName = "gnomon.enqueue";
    private const string FireName = "gnomon.fire";
    private const string TickName = "gnomon.tick";
    private const string ClaimName = "gnomon.claim";
    private const string RunName = "gnomon.run";
    private const string SettleName = "gnomon.settle";

    /// <summary>Most links on one activity; a claim may hand out thousands of jobs.</summary>
    private const int MaxLinks = 128;

    private static readonly ActivitySource Source = new(GnomonMeter.Name);

    /// <summary>Whether anybody listens. Nothing is made otherwise.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>Whether a job that is enqueued now is part of a trace that somebody follows. Web servers make an
    /// activity for every request, and most of those nobody follows.</summary>
    public static bool IsFollowed => IsOn || Activity.Current is { Recorded: true };

    /// <summary>Begins the storing of drafts.</summary>
    public static Activity? Enqueue(IReadOnlyList<JobDraft> drafts)
    {
        var activity = Source.StartActivity(EnqueueName, ActivityKind.Producer);
        if (activity is null) return null;
        activity.SetTag("gnomon.jobs", drafts.Count);
        if (drafts.Count == 1) Describe(activity, drafts[0].Spec, drafts[0].Id);
        return activity;
    }

    /// <summary>The drafts with the present trace in their headers, where they name none themselves.</summary>
    public static IReadOnlyList<JobDraft> Write(IReadOnlyList<JobDraft> drafts)
    {
        if (Activity.Current is not { IdFormat: ActivityIdFormat.W3C, Id: { } id } current) return drafts;
        return [.. drafts.Select(draft => Write(draft, id, current.TraceStateString))];
    }

    /// <summary>Begins the firing of schedules.</summary>
    public static Activity? Fire(IReadOnlyList<FireRequest> requests) =>
        Source.StartActivity(FireName, ActivityKind.Internal)?
            .SetTag("gnomon.schedules", requests.Count).SetTag("gnomon.jobs", requests.Sum(r => r.Jobs.Count));

    /// <summary>The requests with a trace in the headers of each tick's job, one of its own that is linked to the
    /// firing: ticks that happen to be fired together have nothing else in common.</summary>
    public static IReadOnlyList<FireRequest> Write(IReadOnlyList<FireRequest> requests, Activity? firing)
    {
        if (!IsOn) return requests;
        var around = Activity.Current;
        Activity.Current = null;
        try
        {
            return
            [
                .. requests.Select(request => request with { Jobs = [.. request.Jobs.Select(job => Tick(job, firing))] }),
            ];
        }
        finally
        {
            Activity.Current = around;
        }
    }

    /// <summary>Tells of a claim that handed out jobs, after the fact: most claims find none and are not worth one.
    /// </summary>
    public static void Claimed(string node, IReadOnlyList<ClaimedJob> jobs, DateTimeOffset began)
    {
        if (jobs.Count == 0) return;
        var links = jobs.Take(MaxLinks).Select(job => Producer(job.Spec)).OfType<ActivityContext>()
            .Select(context => new ActivityLink(context));
        using var activity = Source.StartActivity(
            ClaimName, ActivityKind.Client, default(ActivityContext), links: links, startTime: began);
        activity?.SetTag("gnomon.node", node).SetTag("gnomon.jobs", jobs.Count);
    }

    /// <summary>Begins the run of an attempt, as a child of what enqueued the job. With no listener it is begun all the
    /// same where the job carries a trace, so that what the handler calls stays in it.</summary>
    public static Activity? Run(ClaimedJob job)
    {
        var producer = Producer(job.Spec);
        var activity = Source.StartActivity(RunName, ActivityKind.Consumer, producer ?? default);
        if (activity is null && producer is { } parent)
            activity = new Activity(RunName) { TraceStateString = parent.TraceState }
                .SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags).Start();
        if (activity is null) return null;
        Describe(activity, job.Spec, job.Token.Job);
        return activity.SetTag("gnomon.attempt", job.Token.Attempt);
    }

    /// <summary>Ends the run of an attempt.</summary>
    public static void Ran(Activity activity, Settlement? settlement)
    {
        activity.SetTag("gnomon.outcome", settlement?.Kind.ToString() ?? "Lost");
        if (settlement?.Kind is SettlementKind.Retry or SettlementKind.Dead)
            activity.SetStatus(ActivityStatusCode.Error, settlement.Error);
        activity.Dispose();
    }

    /// <summary>Begins the report on attempts, linked to their runs.</summary>
    public static Activity? Settle(int attempts, IEnumerable<ActivityContext> runs)
    {
        var activity = Source.StartActivity(
            SettleName, ActivityKind.Client, default(ActivityContext),
            links: runs.Take(MaxLinks).Select(run => new ActivityLink(run)));
        return activity?.SetTag("gnomon.jobs", attempts);
    }

    /// <summary>Marks an activity as failed.</summary>
    public static void Fail(Activity? activity, Exception error) =>
        activity?.SetStatus(ActivityStatusCode.Error, error.Message);

    /// <summary>Begins a trace; there must be no present activity.</summary>
    private static JobDraft Tick(JobDraft draft, Activity? firing)
    {
        ActivityLink[]? links = firing is null ? null : [new ActivityLink(firing.Context)];
        using var activity = Source.StartActivity(
            TickName, ActivityKind.Producer, default(ActivityContext), links: links);
        if (activity is not { Id: { } id }) return draft;
        Describe(activity, draft.Spec, draft.Id);
        activity.SetTag("gnomon.schedule", draft.Spec.Schedule);
        return Write(draft, id, activity.TraceStateString);
    }

    private static JobDraft Write(JobDraft draft, string id, string? state) =>
        draft.Spec.Headers.ContainsKey(JobHeaders.TraceParent)
            ? draft
            : draft with
            {
                Spec = JobHeaders.WithMissing(
                    draft.Spec, new(JobHeaders.TraceParent, id), new(JobHeaders.TraceState, state)),
            };

    private static ActivityContext? Producer(JobSpec spec) =>
        spec.Headers.TryGetValue(JobHeaders.TraceParent, out var parent)
        && ActivityContext.TryParse(
            parent, spec.Headers.GetValueOrDefault(JobHeaders.TraceState), isRemote: true, out var context)
            ? context
            : null;

    private static void Describe(Activity activity, JobSpec spec, JobId id) => activity
        .SetTag("gnomon.handler", spec.Handler).SetTag("gnomon.queue", spec.Queue)
        .SetTag("gnomon.job", id.ToString());
}
