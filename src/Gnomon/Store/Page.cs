namespace Gnomon.Store;

/// <summary>A part of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The part; it may be shorter than asked for, even empty, although more follows.</param>
/// <param name="Next">Where the next part begins, or null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>The first part of a list by name, which goes on behind the last name of a part.</summary>
    /// <param name="found">What the part is taken from, in order.</param>
    /// <param name="limit">Most items.</param>
    /// <param name="nameOf">The name of an item.</param>
    /// <param name="isMore">Whether more follows behind what was found.</param>
    internal static Page<T> ByName(List<T> found, int limit, Func<T, string> nameOf, bool isMore = false)
    {
        if (found.Count <= limit) return new Page<T>(found, isMore ? nameOf(found[^1]) : null);
        found.RemoveRange(limit, found.Count - limit);
        return new Page<T>(found, nameOf(found[^1]));
    }
}
