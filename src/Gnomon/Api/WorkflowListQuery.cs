namespace Gnomon.Api;

/// <summary>Which workflows to list; a null member accepts any.</summary>
public sealed record WorkflowListQuery
{
    /// <summary>Only workflows in this state, in lower case.</summary>
    public string? State { get; init; }

    /// <summary>Only workflows that this schedule made.</summary>
    public string? Schedule { get; init; }

    /// <summary>Where to begin, from the page before; null means at the newest.</summary>
    public string? Cursor { get; init; }

    /// <summary>Most workflows to answer, 1 to <see cref="ApiLimits.MaxPage"/>; null means
    /// <see cref="ApiLimits.DefaultPage"/>.</summary>
    public int? Limit { get; init; }
}
