namespace Gnomon.Store;

/// <summary>A part of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The part; it may be shorter than asked for, even empty, although more follows.</param>
/// <param name="Next">Where the next part begins, or null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
