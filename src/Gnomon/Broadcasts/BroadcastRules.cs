using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Broadcasts;

/// <summary>The checks that the terms of a broadcast pass before anything is stored.</summary>
internal static class BroadcastRules
{
    /// <summary>Longest name of a broadcast, in characters.</summary>
    public const int MaxNameLength = JobLimits.MaxNameLength;

    /// <exception cref="InvalidJobException">Names the member at fault and what is allowed.</exception>
    public static void Check(BroadcastTerms terms, string? name, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(terms);
        var template = terms.Template;
        JobRules.Check(template);
        if (name is { Length: 0 or > MaxNameLength })
            throw new InvalidJobException(
                "name", $"has {name.Length} characters; allowed are 1 to {MaxNameLength}, or none at all");
        if (terms.Tag is { } tag) JobRules.CheckName("nodeTag", tag);
        if (terms.Queue is { } queue) JobRules.CheckName("queue", queue);
        if (template.Key is not null)
            throw new InvalidJobException(
                "key", "would let one copy in and keep the others out; give the broadcast an id instead");
        if (template.Node is not null)
            throw new InvalidJobException("onNode", "cannot be given: a broadcast chooses the nodes; use run instead");
        if (template.Workflow is not null)
            throw new InvalidJobException("workflow", "cannot be given: a broadcast is a workflow of its own");
        if (terms.Until is not { } until) return;
        if (until <= now) throw new InvalidJobException("until", "has passed; allowed is a later time, or none");
        if (terms.Sharded)
            throw new InvalidJobException(
                "until", "cannot be combined with shards: their number is fixed when they are published");
    }
}
