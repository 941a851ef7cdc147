using System.Collections.Concurrent;
using Gnomon.Local.Journal;
using Microsoft.Win32.SafeHandles;

namespace Gnomon.Tests.Local.Journal;

/// <summary>A disk that remembers what was synced, so that the power can be cut at any write: of what was not synced,
/// each sector is kept or lost by chance.</summary>
internal sealed class PowerCutFiles : JournalFiles
{
    private const int Sector = 512;

    private readonly ConcurrentDictionary<SafeFileHandle, string> _paths = new();
    private readonly ConcurrentDictionary<string, byte[]> _synced = new();

    /// <summary>Called after each write, before its sync, on the store's own thread.</summary>
    public Action? Written { get; set; }

    public override SafeFileHandle Create(string path, long bytes) => Remember(base.Create(path, bytes), path);

    public override SafeFileHandle OpenForAppend(string path) => Remember(base.OpenForAppend(path), path);

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        base.Write(file, bytes, offset);
        Written?.Invoke();
    }

    public override void Sync(SafeFileHandle file)
    {
        base.Sync(file);
        _synced[_paths[file]] = Read(_paths[file]);
    }

    /// <summary>Writes into a folder what a cut at this moment would leave.</summary>
    public void CutInto(string from, string to, Random chance)
    {
        Directory.CreateDirectory(to);
        foreach (var path in Directory.GetFiles(from, "*.journal"))
        {
            var now = Read(path);
            var before = _synced.GetValueOrDefault(path, []);
            var left = new byte[now.Length];
            var length = before.Length;
            for (var start = 0; start < now.Length; start += Sector)
            {
                var end = Math.Min(start + Sector, now.Length);
                var kept = chance.Next(2) == 0;
                for (var i = start; i < end; i++) left[i] = kept || i < before.Length && before[i] == now[i] ? now[i] : (byte)0;
                if (kept) length = Math.Max(length, end);
            }

            File.WriteAllBytes(Path.Combine(to, Path.GetFileName(path)), left[..length]);
        }
    }

    private SafeFileHandle Remember(SafeFileHandle file, string path)
    {
        _paths[file] = path;
        return file;
    }

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
