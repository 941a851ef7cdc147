using Gnomon.Jobs;

namespace Gnomon.Local;

/// <summary>What only handlers that say something leave: the newest log lines of a job, at most
/// <see cref="JobLimits.MaxLogBytes"/> characters of them, and the text beside its progress.</summary>
internal sealed class LogTail
{
    private readonly Queue<string> _lines = new();
    private int _size;

    /// <summary>Of the latest attempt.</summary>
    public string? ProgressText { get; set; }

    public IReadOnlyCollection<string> Lines => _lines;

    public void Add(string line)
    {
        if (line.Length > JobLimits.MaxLogLineLength) line = line[..JobLimits.MaxLogLineLength];
        _lines.Enqueue(line);
        _size += line.Length + 1;
        while (_size > JobLimits.MaxLogBytes) _size -= _lines.Dequeue().Length + 1;
    }
}
