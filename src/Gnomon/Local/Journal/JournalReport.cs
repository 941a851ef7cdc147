namespace Gnomon.Local.Journal;

/// <summary>What reading a journal found.</summary>
internal sealed class JournalReport
{
    public int Files { get; set; }

    public long Bytes { get; set; }

    public long Frames { get; set; }

    /// <summary>Damaged parts that were left out, each as a sentence; only when salvaging.</summary>
    public List<string> LeftOut { get; } = [];

    /// <summary>Bytes of a torn write at the end.</summary>
    public long TornBytes { get; set; }

    public IReadOnlyDictionary<RecordKind, long> Records { get; set; } = new Dictionary<RecordKind, long>();
}
