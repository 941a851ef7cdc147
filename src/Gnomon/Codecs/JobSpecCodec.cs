using System.Text;
using Gnomon.Jobs;
using Gnomon.Retries;

namespace Gnomon.Codecs;

/// <summary>The encoded form of a <see cref="JobSpec"/>: the same bytes in memory and in the journal. To change it,
/// write a new <see cref="Version"/> and keep reading every older one.
/// <code>version · flags · priority · queue · handler · [retry] · [timeout] · [deadline] · [key] · [tags]
/// · [retention] · [schedule, tick] · [extras] · arguments to the end</code>
/// Parts in brackets are there when their flag is set. What few jobs have is in <see cref="SpecExtras"/>, since form 2;
/// a job without them is written as in form 1. Form 3 is form 2 with marks in the upper half of the priority: the node
/// that a job is pinned to is asked for wherever it waits, and others must not be decoded for that.</summary>
internal static class JobSpecCodec
{
    public const byte Version = 3;

    private const byte PlainVersion = 1;
    private const byte ExtrasVersion = 2;

    private const byte PriorityBits = 0x0F;
    private const byte PinnedMark = 0x80;

    private const int FlagsAt = 1;
    private const int PriorityAt = 2;
    private const int HeadSize = 3;

    [ThreadStatic]
    private static RecordWriter? t_writer;

    [Flags]
    internal enum Parts : byte
    {
        None = 0,
        Retry = 1,
        Timeout = 2,
        Deadline = 4,
        Key = 8,
        Tags = 16,
        Retention = 32,
        Schedule = 64,
        Extras = 128,
    }

    public static byte Priority(byte[] spec) => (byte)(spec[PriorityAt] & PriorityBits);

    /// <summary>Whether only one node may run it.</summary>
    public static bool IsPinned(byte[] spec) => (spec[PriorityAt] & PinnedMark) != 0;

    /// <summary>A copy with another priority.</summary>
    public static byte[] WithPriority(byte[] spec, byte priority)
    {
        var copy = spec.AsSpan().ToArray();
        copy[PriorityAt] = (byte)((copy[PriorityAt] & ~PriorityBits) | priority);
        return copy;
    }

    public static bool Has(byte[] spec, Parts part) => ((Parts)spec[FlagsAt] & part) != 0;

    public static byte[] Encode(JobSpec spec)
    {
        var writer = t_writer ??= new RecordWriter(1024);
        writer.Clear();
        var parts = PartsOf(spec);
        var marks = spec.Node is null ? 0 : PinnedMark;
        writer.Byte(marks != 0 ? Version : parts.HasFlag(Parts.Extras) ? ExtrasVersion : PlainVersion);
        writer.Byte((byte)parts);
        writer.Byte((byte)(spec.Priority | marks));
        writer.Text(spec.Queue);
        writer.Text(spec.Handler);
        if (spec.Retry.MaxAttempts > 1) WriteRetry(writer, spec.Retry);
        if (spec.Timeout is { } timeout) writer.Number(timeout.Ticks);
        if (spec.Deadline is { } deadline) writer.Int64(deadline.UtcTicks);
        if (spec.Key is { } key) writer.Text(key);
        if (spec.Tags.Count > 0)
        {
            writer.Number(spec.Tags.Count);
            foreach (var tag in spec.Tags) writer.Text(tag);
        }

        if (spec.Retention is { } retention) writer.Number(retention.Ticks);
        if (spec.Schedule is { } schedule)
        {
            writer.Text(schedule);
            writer.Int64(spec.Tick?.UtcTicks ?? 0);
        }

        if (parts.HasFlag(Parts.Extras)) SpecExtras.Write(writer, spec);
        writer.Raw(spec.Args.Span);
        return writer.Written.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are not a specification, or one of a newer version.</exception>
    public static JobSpec Decode(ReadOnlyMemory<byte> bytes)
    {
        var reader = new RecordReader(bytes.Span);
        if (reader.Byte() is var version && version is < PlainVersion or > Version)
            throw new InvalidDataException(
                $"a job is written in form {version}; this program reads forms {PlainVersion} to {Version}");
        var parts = (Parts)reader.Byte();
        var priority = (byte)(reader.Byte() & PriorityBits);
        var queue = Names.Get(reader.Bytes());
        var handler = Names.Get(reader.Bytes());
        return parts == Parts.None
            ? new JobSpec { Handler = handler, Queue = queue, Priority = priority, Args = bytes[reader.Position..] }
            : ReadParts(ref reader, parts, bytes, handler, queue, priority);
    }

    /// <summary>What jobs are counted by.</summary>
    public static (string Queue, string Handler, int ArgsVersion) Kind(byte[] spec)
    {
        var reader = new RecordReader(spec.AsSpan(HeadSize));
        var (queue, handler) = (Names.Get(reader.Bytes()), Names.Get(reader.Bytes()));
        return (queue, handler, Has(spec, Parts.Extras) ? Decode(spec).ArgsVersion : 0);
    }

    private static Parts PartsOf(JobSpec spec) =>
        (spec.Retry.MaxAttempts > 1 ? Parts.Retry : 0)
        | (spec.Timeout is null ? 0 : Parts.Timeout)
        | (spec.Deadline is null ? 0 : Parts.Deadline)
        | (spec.Key is null ? 0 : Parts.Key)
        | (spec.Tags.Count == 0 ? 0 : Parts.Tags)
        | (spec.Retention is null ? 0 : Parts.Retention)
        | (spec.Schedule is null ? 0 : Parts.Schedule)
        | (SpecExtras.AreIn(spec) ? Parts.Extras : 0);

    private static JobSpec ReadParts(
        ref RecordReader reader, Parts parts, ReadOnlyMemory<byte> bytes, string handler, string queue, byte priority)
    {
        var retry = parts.HasFlag(Parts.Retry) ? ReadRetry(ref reader) : RetryPolicy.None;
        TimeSpan? timeout = parts.HasFlag(Parts.Timeout) ? new TimeSpan(reader.Number()) : null;
        DateTimeOffset? deadline = parts.HasFlag(Parts.Deadline) ? new DateTimeOffset(reader.Int64(), default) : null;
        var key = parts.HasFlag(Parts.Key) ? reader.Text() : null;
        var tags = parts.HasFlag(Parts.Tags) ? ReadTags(ref reader) : [];
        TimeSpan? retention = parts.HasFlag(Parts.Retention) ? new TimeSpan(reader.Number()) : null;
        string? schedule = null;
        DateTimeOffset? tick = null;
        if (parts.HasFlag(Parts.Schedule))
        {
            schedule = Names.Get(reader.Bytes());
            var ticks = reader.Int64();
            if (ticks != 0) tick = new DateTimeOffset(ticks, default);
        }

        var hasExtras = parts.HasFlag(Parts.Extras);
        var spec = new JobSpec
        {
            Handler = handler, Queue = queue, Priority = priority, Retry = retry, Timeout = timeout,
            Deadline = deadline, Key = key, Tags = tags, Retention = retention, Schedule = schedule, Tick = tick,
            Args = hasExtras ? default : bytes[reader.Position..],
        };
        return hasExtras ? SpecExtras.Read(ref reader, spec) with { Args = bytes[reader.Position..] } : spec;
    }

    private static string[] ReadTags(ref RecordReader reader)
    {
        var tags = new string[reader.Int32()];
        for (var i = 0; i < tags.Length; i++) tags[i] = reader.Text();
        return tags;
    }

    private static void WriteRetry(RecordWriter writer, RetryPolicy retry)
    {
        writer.Byte((byte)retry.Backoff);
        writer.Number(retry.MaxAttempts);
        if (retry.Backoff == Backoff.List)
        {
            foreach (var wait in retry.Waits) writer.Number(wait.Ticks);
            return;
        }

        writer.Number(retry.First.Ticks);
        writer.Number(retry.Cap.Ticks);
        writer.Double(retry.Jitter);
    }

    private static RetryPolicy ReadRetry(ref RecordReader reader)
    {
        var backoff = (Backoff)reader.Byte();
        var attempts = reader.Int32();
        if (backoff == Backoff.List)
        {
            var waits = new TimeSpan[attempts - 1];
            for (var i = 0; i < waits.Length; i++) waits[i] = new TimeSpan(reader.Number());
            return RetryPolicy.After(waits);
        }

        var first = new TimeSpan(reader.Number());
        var cap = new TimeSpan(reader.Number());
        return RetryPolicy.Growing(backoff, attempts, first, cap, reader.Double());
    }

    /// <summary>One string for each name that is in use, so that reading a million jobs of one handler does not make a
    /// million strings. A small cache by hash: a clash costs an allocation, nothing else.</summary>
    private static class Names
    {
        private static readonly string?[] Cache = new string?[1024];

        public static string Get(ReadOnlySpan<byte> utf8)
        {
            var hash = new HashCode();
            hash.AddBytes(utf8);
            ref var slot = ref Cache[hash.ToHashCode() & (Cache.Length - 1)];
            if (slot is { } known && known.Length == utf8.Length && Ascii.Equals(utf8, known)) return known;
            return slot = Encoding.UTF8.GetString(utf8);
        }
    }
}
