using Gnomon.Codecs;
using Gnomon.Hosting;
using Gnomon.Jobs;
using Gnomon.Redis.Messages;
using Gnomon.Redis.Striping;
using Gnomon.Store;

namespace Gnomon.Redis;

/// <summary>What a store needs as one stripe of several.</summary>
public sealed partial class RedisStore
{
    /// <summary>Makes the store that options ask for: over one stripe or over several.</summary>
    /// <param name="options">Where it is.</param>
    /// <returns>It, with what closes it.</returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static EngineStore Open(RedisStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (options.Stripes == 1)
        {
            var store = new RedisStore(options);
            return new EngineStore(store.Parts, store, options.Place);
        }

        var striped = new StripedStore(options);
        return new EngineStore(striped.Parts, striped, options.Place);
    }

    /// <summary>Refuses a namespace that is spread over another number of stripes: jobs would not be found.</summary>
    private async ValueTask CheckStripesAsync(CancellationToken cancellation)
    {
        var answer = await _scripts.ReadAsync(
            RedisScript.Stripes, _options.Stripes, static (writer, count) => writer.Number(count), cancellation)
            .ConfigureAwait(false);
        var known = new MessageReader(answer).Number();
        if (known == _options.Stripes) return;
        throw new StoreException(
            StoreProblem.Failed,
            $"Namespace '{_options.Namespace}' at {_link.Connection.Endpoint} has stripes={known}, and this program opens it "
            + $"with stripes={_options.Stripes}: jobs would not be found. Open it with stripes={known}, or choose another "
            + "namespace.");
    }

    /// <summary>What would become of drafts, as far as that is known before they are stored.</summary>
    internal async ValueTask<EnqueueResult[]> TryAsync(
        IReadOnlyList<SpanningDraft> drafts, CancellationToken cancellation)
    {
        var answer = await _scripts.ReadAsync(RedisScript.ReadTrial, drafts, SpanningDraft.Write, cancellation)
            .ConfigureAwait(false);
        return ReadResults(answer);
    }

    /// <summary>Keeps what a call over several stripes is about to do.</summary>
    /// <returns>The server's clock.</returns>
    internal async ValueTask<DateTimeOffset> PutIntentAsync(
        Guid intent, IReadOnlyList<SpanningDraft> drafts, CancellationToken cancellation)
    {
        var answer = await _scripts.ChangeAsync(
            RedisScript.PutIntent, (intent, content: SpanningDraft.Encode(drafts)), static (writer, asked) =>
            {
                writer.Array(2);
                writer.Guid(asked.intent);
                writer.Bytes(asked.content.Span);
            },
            cancellation).ConfigureAwait(false);
        return RedisTime.Instant(new MessageReader(answer).Number());
    }

    /// <summary>Stores the drafts that a call over several stripes has for this one, once.</summary>
    internal async ValueTask<EnqueueResult[]> CarryOutAsync(
        Guid intent, IReadOnlyList<SpanningDraft> drafts, bool isLast, CancellationToken cancellation)
    {
        var answer = await _scripts.ChangeAsync(
            RedisScript.CarryOut, (intent, drafts, isLast), static (writer, asked) =>
            {
                writer.Array(3);
                writer.Guid(asked.intent);
                SpanningDraft.Write(writer, asked.drafts);
                writer.Bool(asked.isLast);
            },
            cancellation).ConfigureAwait(false);
        return ReadResults(answer);
    }

    /// <summary>The calls over several stripes that began some time ago and that nobody has finished.</summary>
    internal async ValueTask<List<(Guid Id, DateTimeOffset At, List<SpanningDraft> Drafts)>> ListIntentsAsync(
        TimeSpan age, int most, CancellationToken cancellation)
    {
        var answer = await _scripts.ReadAsync(
            RedisScript.ReadIntents, (age, most), static (writer, asked) =>
            {
                writer.Array(2);
                writer.Number(RedisTime.Micros(asked.age));
                writer.Number(asked.most);
            },
            cancellation).ConfigureAwait(false);
        var reader = new MessageReader(answer);
        var intents = new List<(Guid, DateTimeOffset, List<SpanningDraft>)>();
        for (var left = reader.Array(); left > 0; left--)
        {
            reader.Array();
            var (id, at, content) = (reader.Guid(), RedisTime.Instant(reader.Number()), reader.Bytes());
            try
            {
                intents.Add((id, at, SpanningDraft.Decode(content)));
            }
            catch (InvalidDataException)
            {
                // A program of a newer version wrote it, and those finish it.
            }
        }

        return intents;
    }

    /// <summary>The number that the next job gets.</summary>
    internal async ValueTask<long> ReadEndAsync(CancellationToken cancellation)
    {
        var answer = await _scripts.ReadAsync(RedisScript.ReadEnd, 0, static (writer, _) => writer.Nil(), cancellation)
            .ConfigureAwait(false);
        return new MessageReader(answer).Number();
    }

    /// <summary>Which of some schedules are here.</summary>
    internal async ValueTask<bool[]> HasSchedulesAsync(IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        var reader = new MessageReader(await ReadSchedulesAsync("which", ids, cancellation).ConfigureAwait(false));
        return PageMessage.ReadItems(ref reader, static (ref reader) => reader.Bool());
    }

    /// <summary>The first schedule whose revision is not the expected one, or null; changes nothing.</summary>
    internal async ValueTask<string?> FindConflictAsync(ScheduleChanges changes, CancellationToken cancellation)
    {
        var seen = await SeeAsync(IdsOf(changes), changes, cancellation).ConfigureAwait(false);
        return ScheduleChangeRules.Conflict(seen, changes);
    }

    private static EnqueueResult[] ReadResults(byte[] answer)
    {
        var reader = new MessageReader(answer);
        return PageMessage.ReadItems(ref reader, DraftMessage.ReadResult);
    }
}
