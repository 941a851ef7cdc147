using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>A declared set of schedules in memory.</summary>
internal sealed class LocalScheduleSet
{
    public required string Name;

    public long Version;

    /// <summary>Stands for what was declared with the version.</summary>
    public string Content = "";

    /// <summary>In UTC ticks.</summary>
    public long StoredAt;

    public bool IsRemoved;

    /// <summary>The ids of its schedules.</summary>
    public readonly SortedSet<string> Members = new(StringComparer.Ordinal);

    public StoredScheduleSet Describe() =>
        new(Name, Version, Members.Count, new DateTimeOffset(StoredAt, TimeSpan.Zero), IsRemoved);
}
