using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Redis.Messages;

namespace Gnomon.Redis.Striping;

/// <summary>A draft of a call over several stripes. Whether the call is refused is decided before it is stored, so that its
/// parent is not asked for here, and a taken key does not refuse it any more.</summary>
/// <param name="Stripe">Where it is stored.</param>
/// <param name="Draft">The draft, without parent.</param>
/// <param name="Encoded">What is stored of its specification.</param>
internal sealed record SpanningDraft(int Stripe, JobDraft Draft, byte[] Encoded)
{
    /// <summary>The form of an intent's content. To change it, write another number and keep reading this one.</summary>
    private const byte Version = 1;

    public static void Write(MessageWriter writer, IReadOnlyList<SpanningDraft> drafts)
    {
        writer.Array(drafts.Count);
        foreach (var one in drafts) DraftMessage.Write(writer, one.Draft, one.Encoded);
    }

    /// <summary>The draft as it is stored: joins where a key was taken meanwhile, and counts its delay from the moment at
    /// which the call was accepted, whoever stores it and when.</summary>
    public SpanningDraft At(DateTimeOffset accepted)
    {
        var draft = Draft with { Parent = null };
        if (draft.Delay is { } delay) draft = draft with { Delay = null, RunAt = accepted + delay };
        if (draft.Spec is { Key: not null, Unique.OnDuplicate: DuplicateAction.Reject } spec)
            draft = draft with { Spec = spec with { Unique = spec.Unique with { OnDuplicate = DuplicateAction.Return } } };
        return this with { Draft = draft };
    }

    /// <summary>The content of an intent: <code>version · count · (stripe · id · run at · delay · spec)…</code></summary>
    public static ReadOnlyMemory<byte> Encode(IReadOnlyList<SpanningDraft> drafts)
    {
        var writer = new RecordWriter();
        writer.Byte(Version);
        writer.Number(drafts.Count);
        foreach (var (stripe, draft, encoded) in drafts)
        {
            writer.Number(stripe);
            writer.Guid(draft.Id.Value);
            writer.Int64(draft.RunAt?.UtcTicks ?? -1);
            writer.Int64(draft.Delay?.Ticks ?? -1);
            writer.Bytes(encoded);
        }

        return writer.Written.ToArray();
    }

    /// <exception cref="InvalidDataException">It is of a newer version.</exception>
    public static List<SpanningDraft> Decode(ReadOnlyMemory<byte> content)
    {
        var reader = new RecordReader(content.Span);
        if (reader.Byte() is var version && version != Version)
            throw new InvalidDataException(
                $"a call over several stripes is written in form {version}; this program reads form {Version}");
        var drafts = new List<SpanningDraft>();
        for (var left = reader.Int32(); left > 0; left--)
        {
            var stripe = reader.Int32();
            var id = new JobId(reader.Guid());
            var (runAt, delay) = (reader.Int64(), reader.Int64());
            var encoded = reader.Bytes().ToArray();
            drafts.Add(new SpanningDraft(stripe, new JobDraft(id, JobSpecCodec.Decode(encoded))
            {
                RunAt = runAt < 0 ? null : new DateTimeOffset(runAt, TimeSpan.Zero),
                Delay = delay < 0 ? null : TimeSpan.FromTicks(delay),
            }, encoded));
        }

        return drafts;
    }
}
