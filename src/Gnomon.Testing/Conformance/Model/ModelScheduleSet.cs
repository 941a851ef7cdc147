using Gnomon.Store;

namespace Gnomon.Testing.Conformance.Model;

/// <summary>A declared set of schedules as the reference model keeps it.</summary>
internal sealed class ModelScheduleSet(string name)
{
    public string Name => name;

    public long Version { get; set; }

    public string Content { get; set; } = "";

    public DateTimeOffset StoredAt { get; set; }

    public bool IsRemoved { get; set; }

    public StoredScheduleSet Describe(int schedules) => new(name, Version, schedules, StoredAt, IsRemoved);
}
