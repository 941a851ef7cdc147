using Gnomon.Local.Journal;
using Microsoft.Win32.SafeHandles;

namespace Gnomon.Tests.Local.Journal;

/// <summary>A disk that can be full: no file can be made then.</summary>
internal sealed class FullFiles : JournalFiles
{
    private const int NoSpace = 28;

    public volatile bool IsFullNow;

    public override SafeFileHandle Create(string path, long bytes) =>
        IsFullNow ? throw new IOException("no space left", NoSpace) : base.Create(path, bytes);
}
