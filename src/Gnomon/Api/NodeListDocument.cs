namespace Gnomon.Api;

/// <summary>The live nodes.</summary>
/// <param name="Items">The nodes.</param>
/// <param name="Next">The cursor of the next page; null, for all nodes fit one page.</param>
public sealed record NodeListDocument(IReadOnlyList<NodeDocument> Items, string? Next)
{
    /// <summary>The node that does the periodic duties; null when nobody does at present.</summary>
    public LeaderDocument? Leader { get; init; }
}
