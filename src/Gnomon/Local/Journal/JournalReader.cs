using Gnomon.Store;

namespace Gnomon.Local.Journal;

/// <summary>Reads a journal from its first file to its last whole frame. Only the end may be torn; damage anywhere else
/// is refused with file and offset, never passed over, unless salvage is asked for.</summary>
internal sealed class JournalReader(string directory, bool salvage)
{
    private readonly JournalReport _report = new();
    private JournalReplay _replay = null!;
    private long _sequence;
    private uint _chain;
    private Guid _store;

    public JournalReport Report => _report;

    /// <summary>Replays the journal into a state.</summary>
    /// <returns>Where the journal ends.</returns>
    /// <exception cref="StoreException">It is damaged, or of a newer version.</exception>
    public JournalEnd ReadInto(LocalState state)
    {
        var numbers = WholeFiles();
        if (!salvage) PassOverNeedless(numbers);
        var end = new JournalEnd(Guid.Empty, 0, 0, 0, 0, 0);
        for (var i = 0; i < numbers.Count; i++)
        {
            if (i > 0 && numbers[i] != numbers[i - 1] + 1)
                Refuse(PathOf(numbers[i - 1] + 1), 0, "the file is missing");
            var bytes = ReadFile(PathOf(numbers[i]));
            var header = ReadHeader(numbers[i], bytes);
            if (i == 0) Begin(state, header);
            else CheckContinuation(numbers[i], header);
            _report.Files++;
            _report.Bytes += bytes.Length;
            end = ReadFrames(numbers[i], bytes, isLast: i == numbers.Count - 1);
        }

        if (_replay is { IsWhole: false } && !salvage)
            Refuse(PathOf(numbers[0]), 0, "its checkpoint has no end, and the files before it are gone");
        if (_replay is not null) _report.Records = _replay.Read;
        return end;
    }

    /// <summary>The files that have been begun. The newest may have been made but never written, or torn in its header:
    /// nothing in it was ever acknowledged, so it counts as not there.</summary>
    private List<long> WholeFiles()
    {
        var numbers = JournalFiles.Segments(directory);
        if (numbers.Count == 0) return numbers;
        var last = ReadFile(PathOf(numbers[^1]));
        if (SegmentHeader.Decode(last, out _) is null && FindFrame(last, 0, numbers[^1], 0) is null)
        {
            _report.TornBytes += last.Length;
            numbers.RemoveAt(numbers.Count - 1);
        }

        return numbers;
    }

    /// <summary>Passes over files that a finished checkpoint was about to delete when the process ended: those before a
    /// gap, and those after it up to the file that begins a checkpoint. That the checkpoint is complete is checked at
    /// the end, as for any journal whose first files are gone.</summary>
    private void PassOverNeedless(List<long> numbers)
    {
        var afterGap = numbers.FindLastIndex(number => number > 1 && !numbers.Contains(number - 1));
        if (afterGap < 0) return;
        var first = numbers.FindIndex(
            afterGap,
            number => SegmentHeader.Decode(ReadFile(PathOf(number), SegmentHeader.Size), out _) is
                { BeginsCheckpoint: true });
        if (first > 0) numbers.RemoveRange(0, first);
    }

    private SegmentHeader ReadHeader(long number, ReadOnlySpan<byte> bytes)
    {
        var header = SegmentHeader.Decode(bytes, out var version);
        if (version > SegmentHeader.Version)
            throw new StoreException(
                StoreProblem.NewerVersion,
                $"{PathOf(number)} is written in journal form {version}; this program reads up to form "
                + $"{SegmentHeader.Version}. Open it with the newer program that wrote it.");
        if (header is null || header.Number != number) Refuse(PathOf(number), 0, "the file's header is damaged");
        return header!;
    }

    private void Begin(LocalState state, SegmentHeader header)
    {
        if (header.Number > 1 && !header.BeginsCheckpoint && !salvage)
            Refuse(PathOf(header.Number - 1), 0, "the file is missing");
        _replay = new JournalReplay(state, historyMissing: header.Number > 1, lenient: salvage);
        (_sequence, _chain, _store) = (header.FirstSequence - 1, header.Chain, header.Store);
    }

    private void CheckContinuation(long number, SegmentHeader header)
    {
        if (header.Store != _store) Refuse(PathOf(number), 0, "the file belongs to another store");
        if (header.FirstSequence != _sequence + 1 || header.Chain != _chain)
        {
            Refuse(
                PathOf(number - 1), new FileInfo(PathOf(number - 1)).Length,
                $"frames {_sequence + 1} to {header.FirstSequence - 1} are missing");
            (_sequence, _chain) = (header.FirstSequence - 1, header.Chain);
        }
    }

    private JournalEnd ReadFrames(long number, ReadOnlySpan<byte> bytes, bool isLast)
    {
        var offset = SegmentHeader.Size;
        while (offset < bytes.Length)
        {
            if (Frame.Read(bytes[offset..], number) is { } frame && frame.Sequence == _sequence + 1
                && frame.Chain == _chain)
            {
                Apply(number, offset, bytes.Slice(offset + Frame.HeaderSize, frame.Payload));
                offset += Frame.SizeOf(frame.Payload);
                (_sequence, _chain) = (frame.Sequence, frame.Seal);
                _report.Frames++;
                continue;
            }

            if (AfterDamage(number, offset, bytes, isLast) is not { } next) break;
            offset = next;
        }

        if (isLast) _report.TornBytes += bytes.Length - offset;
        return new JournalEnd(_store, number, offset, bytes.Length - offset, _sequence, _chain);
    }

    /// <summary>Decides what a broken frame means.</summary>
    /// <returns>Where to go on, when salvaging; null when this is the torn end.</returns>
    private int? AfterDamage(long number, int offset, ReadOnlySpan<byte> bytes, bool isLast)
    {
        var later = FindFrame(bytes, offset, number, _sequence);
        if (isLast && !WasDurable(number, bytes, later)) return null;
        Refuse(
            PathOf(number), offset,
            later is null ? "a frame is damaged" : $"a frame is damaged; whole ones follow at {later.Value.Offset}");
        if (later is not { } found)
        {
            // The rest of the file is lost; the next file's header says where the count goes on.
            return bytes.Length;
        }

        (_sequence, _chain) = (found.Frame.Sequence - 1, found.Frame.Chain);
        return found.Offset;
    }

    /// <summary>Whether any whole frame from <paramref name="later"/> on proves that the broken one was whole once:
    /// those written before the next sync do not.</summary>
    private bool WasDurable(long number, ReadOnlySpan<byte> bytes, (int Offset, FrameHeader Frame)? later)
    {
        while (later is { } found)
        {
            if (found.Frame.Durable > _sequence) return true;
            later = FindFrame(bytes, found.Offset + Frame.SizeOf(found.Frame.Payload), number, _sequence);
        }

        return false;
    }

    /// <summary>Finds the first whole frame at or after <paramref name="from"/> that is newer than
    /// <paramref name="sequence"/>. Frames begin at multiples of eight.</summary>
    private static (int Offset, FrameHeader Frame)? FindFrame(
        ReadOnlySpan<byte> bytes, int from, long number, long sequence)
    {
        for (var offset = (from + 7) & ~7; offset + Frame.HeaderSize <= bytes.Length; offset += 8)
            if (Frame.Read(bytes[offset..], number) is { } frame && frame.Sequence > sequence)
                return (offset, frame);
        return null;
    }

    private void Apply(long number, int offset, ReadOnlySpan<byte> records)
    {
        try
        {
            _replay.Apply(records);
        }
        catch (Exception error) when (error is InvalidDataException or OverflowException or ArgumentException)
        {
            Refuse(PathOf(number), offset, error.Message, error);
        }
    }

    private void Refuse(string path, long offset, string what, Exception? cause = null)
    {
        var message = $"{path} at offset {offset}: {what}";
        if (!salvage)
            throw new StoreException(
                StoreProblem.Corrupt,
                $"The journal is damaged: {message}. Nothing was changed. Restore the folder from a copy, or open it "
                + "with salvage to keep what can be read.",
                cause);
        _report.LeftOut.Add(message);
    }

    private static byte[] ReadFile(string path, long most = long.MaxValue)
    {
        using var file = File.OpenHandle(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)Math.Min(RandomAccess.GetLength(file), most)));
        var read = 0;
        while (read < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(read), read) is > 0 and var more) read += more;
        return read == bytes.Length ? bytes : bytes[..read];
    }

    private string PathOf(long number) => Path.Combine(directory, JournalFiles.SegmentName(number));
}
