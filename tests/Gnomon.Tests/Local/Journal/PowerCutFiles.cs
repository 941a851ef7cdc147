using Gnomon.Local.Journal;
using Microsoft.Win32.SafeHandles;

namespace Gnomon.Tests.Local.Journal;

/// <summary>A disk that loses power at a chosen operation. It remembers what was synced and what was only written, and
/// says what the folder may hold afterwards: each sector of 512 bytes as any of the writes since the last sync left it,
/// and names as they were at the last sync of the folder or at any operation since.</summary>
internal sealed class PowerCutFiles : JournalFiles
{
    private const int Sector = 512;

    private readonly Dictionary<SafeFileHandle, Disk> _open = [];
    private readonly List<Dictionary<string, Disk>> _names = [[]];
    private readonly int _cutAt;
    private int _operations;

    /// <summary>Begins with what a folder holds, all of it synced.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="cutAt">The number of the operation, from 1, in whose midst the power fails.</param>
    public PowerCutFiles(string directory, int cutAt)
    {
        _cutAt = cutAt;
        foreach (var path in Directory.GetFiles(directory, "*.journal"))
            _names[0][Path.GetFileName(path)] = new Disk(File.ReadAllBytes(path));
    }

    public bool IsCut => _operations >= _cutAt;

    public override SafeFileHandle Create(string path, long bytes)
    {
        CountOperation();
        var file = base.Create(path, bytes);
        var disk = new Disk([]);
        _open[file] = disk;
        Rename(names => names[Path.GetFileName(path)] = disk);
        return file;
    }

    public override SafeFileHandle OpenForAppend(string path)
    {
        CountOperation();
        var file = base.OpenForAppend(path);
        _open[file] = _names[^1][Path.GetFileName(path)];
        return file;
    }

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        // A write in whose midst the power fails may have reached any of its sectors.
        if (!IsCut) _open[file].Write(bytes.ToArray(), (int)offset);
        CountOperation();
        base.Write(file, bytes, offset);
    }

    public override void Cut(SafeFileHandle file, long length)
    {
        if (!IsCut) _open[file].Cut((int)length);
        CountOperation();
        base.Cut(file, length);
    }

    public override void Sync(SafeFileHandle file)
    {
        CountOperation();
        _open[file].Sync();
    }

    public override void Rename(string from, string to)
    {
        CountOperation();
        base.Rename(from, to);
        Rename(names =>
        {
            names.Remove(Path.GetFileName(from), out var disk);
            names[Path.GetFileName(to)] = disk!;
        });
    }

    public override void Delete(string path)
    {
        CountOperation();
        base.Delete(path);
        Rename(names => names.Remove(Path.GetFileName(path)));
    }

    public override void SyncDirectory(string directory)
    {
        CountOperation();
        _names.RemoveRange(0, _names.Count - 1);
    }

    /// <summary>Writes into an empty folder what the disk may hold after the power cut.</summary>
    public void Restore(string directory, Random random)
    {
        foreach (var (name, disk) in _names[random.Next(_names.Count)])
            File.WriteAllBytes(Path.Combine(directory, name), disk.AfterPowerCut(random));
    }

    private void CountOperation()
    {
        _operations++;
        if (IsCut) throw new IOException("the power is gone");
    }

    private void Rename(Action<Dictionary<string, Disk>> change)
    {
        var next = new Dictionary<string, Disk>(_names[^1]);
        change(next);
        _names.Add(next);
    }

    /// <summary>The content of one file: synced, and each state since.</summary>
    private sealed class Disk(byte[] synced)
    {
        private readonly List<byte[]> _states = [synced];

        public void Write(byte[] bytes, int offset)
        {
            var next = _states[^1].ToArray();
            Array.Resize(ref next, Math.Max(next.Length, offset + bytes.Length));
            bytes.CopyTo(next, offset);
            _states.Add(next);
        }

        public void Cut(int length) => _states.Add(_states[^1][..length]);

        public void Sync() => _states.RemoveRange(0, _states.Count - 1);

        public byte[] AfterPowerCut(Random random)
        {
            var result = new byte[_states[random.Next(_states.Count)].Length];
            for (var at = 0; at < result.Length; at += Sector)
            {
                var state = _states[random.Next(_states.Count)];
                var size = Math.Min(Sector, Math.Min(result.Length, state.Length) - at);
                if (size > 0) state.AsSpan(at, size).CopyTo(result.AsSpan(at));
            }

            return result;
        }
    }
}
