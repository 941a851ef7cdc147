using Gnomon.Broadcasts;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Api;

/// <summary>Broadcasts to and from the wire.</summary>
internal static class BroadcastMapping
{
    /// <summary>Reads the id of a broadcast in a request.</summary>
    /// <exception cref="ApiException">400: the text is no UUID.</exception>
    public static WorkflowId ToId(string? text) => new(JobMapping.ToId(text).Value);

    /// <summary>Reads what is to be published.</summary>
    /// <exception cref="ApiException">400; names the member at fault and what is allowed.</exception>
    public static BroadcastTerms ToTerms(BroadcastDraftDocument draft, DateTimeOffset now)
    {
        if (draft is { Until: not null, For: not null })
            throw ApiProblems.Invalid("for", "cannot be combined with until; give one of the two");
        var template = JobMapping.ToSpec(draft) with
        {
            Retention = DurationField.ParseOptional("retention", draft.Retention),
        };
        var open = DurationField.ParseOptional("for", draft.For);
        if (open > JobLimits.MaxDuration)
            throw ApiProblems.Invalid("for", $"is longer than {JobLimits.MaxDuration.Days:N0} days");
        return new BroadcastTerms(template)
        {
            Tag = draft.NodeTag, Queue = draft.Queue, Until = draft.Until ?? (now + open),
            Sharded = draft.Sharded ?? false,
        };
    }

    public static PublishedBroadcastDocument ToDocument(BroadcastReceipt receipt) => new(
        receipt.Id.ToString(),
        receipt.Created ? SubmittedJobDocument.Created : SubmittedJobDocument.SameId,
        [
            .. receipt.Copies.Select(copy => new BroadcastTargetDocument(copy.Node, copy.Job.ToString(), copy.Queue)
            {
                Shard = copy.Shard,
            }),
        ],
        receipt.Warnings);

    public static BroadcastDocument ToDocument(BroadcastReport report)
    {
        var counts = report.Copies.GroupBy(copy => copy.State).ToDictionary(group => group.Key, group => group.LongCount());
        return ToDocument(report.Broadcast, counts) with { Copies = [.. report.Copies.Select(ToDocument)] };
    }

    public static BroadcastDocument ToDocument(WorkflowInfo broadcast, IReadOnlyDictionary<JobState, long> counts)
    {
        var terms = broadcast.Broadcast!;
        return new BroadcastDocument
        {
            Id = broadcast.Id.ToString(),
            Name = broadcast.Name,
            State = WorkflowStates.Format(broadcast.State),
            Handler = terms.Template.Handler,
            Args = ApiJson.ToElement(terms.Template.Args),
            NodeTag = terms.Tag,
            Queue = terms.Queue,
            Until = terms.Until,
            Sharded = terms.Sharded,
            CreatedAt = broadcast.CreatedAt,
            FinishedAt = broadcast.FinishedAt,
            Counts = StateText.Counts(counts),
            Schedule = broadcast.Schedule,
        };
    }

    private static BroadcastCopyDocument ToDocument(Job copy) =>
        new(copy.Spec.Node ?? "", copy.Id.ToString(), StateText.Format(copy.State))
        {
            Shard = BroadcastPublisher.ShardOf(copy.Spec),
            Attempt = copy.Attempt,
            StartedAt = copy.StartedAt,
            FinishedAt = copy.FinishedAt,
            Result = ApiJson.ToElement(copy.Result),
            Error = copy.Error,
            Progress = copy.Progress,
        };
}
