using Gnomon.Jobs;

namespace Gnomon.Local;

/// <summary>The newest log lines of a job, at most <see cref="JobLimits.MaxLogBytes"/> characters of them.</summary>
internal sealed class LogTail
{
    private readonly Queue<string> _lines = new();
    private int _size;

    public IReadOnlyCollection<string> Lines => _lines;

    public void Add(string line)
    {
        if (line.Length > JobLimits.MaxLogLineLength) line = line[..JobLimits.MaxLogLineLength];
        _lines.Enqueue(line);
        _size += line.Length + 1;
        while (_size > JobLimits.MaxLogBytes) _size -= _lines.Dequeue().Length + 1;
    }
}
