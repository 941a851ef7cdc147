using Gnomon.Jobs;

namespace Gnomon.Workers;

/// <summary>What a handler has reported and the worker has not sent yet. Handlers may report from any thread.</summary>
internal sealed class JobReports
{
    private readonly Lock _changes = new();
    private List<string> _lines = [];
    private int _size;
    private double? _progress;
    private string? _text;
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

    public void Progress(double? share, string? text)
    {
        lock (_changes)
        {
            (_progress, _text) = (share ?? _progress, text ?? _text);
            _any = true;
        }
    }

    public Reported Take()
    {
        lock (_changes)
        {
            var taken = new Reported(_progress, _text, _lines);
            (_progress, _text, _lines, _size, _any) = (null, null, [], 0, false);
            return taken;
        }
    }

    /// <summary>Puts back what could not be sent, before what has come since.</summary>
    public void GiveBack(Reported reported)
    {
        lock (_changes)
        {
            _progress ??= reported.Progress;
            _text ??= reported.Text;
            _lines = [.. reported.Lines, .. _lines];
            _size += reported.Lines.Sum(line => line.Length);
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
