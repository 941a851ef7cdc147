using Gnomon.Store;

namespace Gnomon.Codecs;

/// <summary>The encoded form of the terms of a broadcast.
/// <code>template · [tag] · [queue] · until · sharded</code></summary>
internal static class BroadcastCodec
{
    public static void Write(RecordWriter records, BroadcastTerms terms)
    {
        records.Bytes(JobSpecCodec.Encode(terms.Template));
        records.OptionalText(terms.Tag);
        records.OptionalText(terms.Queue);
        records.Int64(terms.Until?.UtcTicks ?? 0);
        records.Byte(terms.Sharded ? (byte)1 : (byte)0);
    }

    public static BroadcastTerms Read(ref RecordReader reader)
    {
        var template = JobSpecCodec.Decode(reader.Bytes().ToArray());
        var (tag, queue, until) = (reader.OptionalText(), reader.OptionalText(), reader.Int64());
        return new BroadcastTerms(template)
        {
            Tag = tag, Queue = queue, Sharded = reader.Byte() != 0,
            Until = until == 0 ? null : new DateTimeOffset(until, TimeSpan.Zero),
        };
    }
}
