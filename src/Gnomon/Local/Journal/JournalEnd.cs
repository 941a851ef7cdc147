namespace Gnomon.Local.Journal;

/// <summary>Where a journal ends.</summary>
/// <param name="Store">The store's name in its files.</param>
/// <param name="Segment">The number of the newest file; 0 when there is none.</param>
/// <param name="Length">The bytes of that file up to the end of its last whole frame.</param>
/// <param name="Torn">The bytes after that, which are a torn write.</param>
/// <param name="Sequence">The number of the last frame.</param>
/// <param name="Chain">The chain value of the last frame.</param>
internal sealed record JournalEnd(Guid Store, long Segment, long Length, long Torn, long Sequence, uint Chain);
