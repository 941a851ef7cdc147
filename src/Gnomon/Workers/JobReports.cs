using Gnomon.Jobs;

namespace Gnomon.Workers;

/// <summary>What a handler has reported and the worker has not sent yet. Handlers may report from any thread.</summary>
internal sealed class JobReports
{
    private readonly Lock _changes = new();
    private List<string> _lines = [];
    private int _size;
    private double? _progress;
    private volatile bool _any;

    public bool IsEmpty => !_any;

    public void Add(string line)
    {
        if (line.Length > JobLimits.MaxLogLineLength) line = line[..JobLimits.MaxLogLineLength];
        lock (_changes)
        {
            _lines.Add(line);
            _size += line.Length;
            DropOldest_NeedsLock();
            _any = true;
        }
    }

    public void Progress(double share)
    {
        lock (_changes)
        {
            _progress = share;
            _any = true;
        }
    }

    public (double? Progress, IReadOnlyList<string> Lines) Take()
    {
        lock (_changes)
        {
            var taken = (_progress, (IReadOnlyList<string>)_lines);
            (_progress, _lines, _size, _any) = (null, [], 0, false);
            return taken;
        }
    }

    /// <summary>Puts back what could not be sent, before what has come since.</summary>
    public void GiveBack(double? progress, IReadOnlyList<string> lines)
    {
        lock (_changes)
        {
            _progress ??= progress;
            _lines = [.. lines, .. _lines];
            _size += lines.Sum(line => line.Length);
            DropOldest_NeedsLock();
            _any = true;
        }
    }

    private void DropOldest_NeedsLock()
    {
        var dropped = 0;
        for (; _size > JobLimits.MaxLogBytes; dropped++) _size -= _lines[dropped].Length;
        if (dropped > 0) _lines.RemoveRange(0, dropped);
    }
}
