namespace Gnomon.Api;

/// <summary>Which jobs to list; a null member accepts any.</summary>
public sealed record JobListQuery
{
    /// <summary>Only jobs in this state, in lower case.</summary>
    public string? State { get; init; }

    /// <summary>Only jobs of this queue.</summary>
    public string? Queue { get; init; }

    /// <summary>Only jobs of this handler.</summary>
    public string? Handler { get; init; }

    /// <summary>Only jobs with this tag.</summary>
    public string? Tag { get; init; }

    /// <summary>Only jobs that this schedule made.</summary>
    public string? Schedule { get; init; }

    /// <summary>Only jobs of this workflow or broadcast, by its UUID.</summary>
    public string? Workflow { get; init; }

    /// <summary>Only jobs that are pinned to this node.</summary>
    public string? OnNode { get; init; }

    /// <summary>Where to begin, from the page before; null means at the newest.</summary>
    public string? Cursor { get; init; }

    /// <summary>Most jobs to answer, 1 to <see cref="ApiLimits.MaxPage"/>; null means
    /// <see cref="ApiLimits.DefaultPage"/>.</summary>
    public int? Limit { get; init; }
}
