using Gnomon.Redis.Messages;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Redis;

/// <summary>The changes of schedules. Scripts know nothing of time rules: what depends on one is worked out here from what
/// is stored, and a script carries it out if that still stands.</summary>
public sealed partial class RedisStore
{
    /// <summary>How often a change is worked out anew because others changed the same schedules meanwhile.</summary>
    private const int MaxTries = 100;

    /// <summary>Ticks that one script decides, about: it keeps the server busy for some 20 ms.</summary>
    private const int MaxFireWeight = 1000;

    private readonly ScheduleDefinitions _definitions = new();

    /// <inheritdoc/>
    public async ValueTask<ScheduleChangeAnswer> PutSchedulesAsync(
        ScheduleChanges changes, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ScheduleChangeRules.Check(changes);
        var ids = IdsOf(changes);
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var seen = await SeeAsync(ids, changes, cancellation).ConfigureAwait(false);
            if (ScheduleChangeRules.Conflict(seen, changes) is { } conflict)
                return new ScheduleChangeAnswer(conflict, [], 0);
            if (await TryPutAsync(seen, changes, cancellation).ConfigureAwait(false) is { } done) return done;
        }

        throw new StoreException(
            StoreProblem.Failed,
            $"The schedules could not be changed: others changed them {MaxTries} times while this was being worked out.");
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<FireAnswer>> FireAsync(
        IReadOnlyList<FireRequest> requests, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(requests);
        FireMessage.Check(requests);
        var answers = new FireAnswer?[requests.Count];
        var open = requests.Select((request, place) => (Message: new FireMessage(request), Place: place)).ToList();
        for (var attempt = 0; open.Count > 0; attempt++)
        {
            if (attempt == MaxTries)
                throw new StoreException(
                    StoreProblem.Failed, $"Schedules could not be fired: others changed them {MaxTries} times meanwhile.");
            await LoadDefinitionsAsync(open.Select(one => one.Message.Request), cancellation).ConfigureAwait(false);
            var again = new List<(FireMessage Message, int Place)>();
            for (var from = 0; from < open.Count;)
            {
                var (to, weight) = (from, 0);
                for (; to < open.Count && weight < MaxFireWeight; to++) weight += open[to].Message.Weight;
                var batch = open[from..to];
                await FireAsync(batch, answers, again, cancellation).ConfigureAwait(false);
                from = to;
            }

            foreach (var (message, _) in again) _definitions.Drop(message.Request.Schedule);
            open = again;
        }

        return answers!;
    }

    /// <summary>The schedules that a change concerns.</summary>
    internal static List<string> IdsOf(ScheduleChanges changes) =>
        [.. changes.Puts.Select(put => put.Schedule.Id).Concat(changes.Removes)
            .Concat(changes.ExpectedOnRemove.Keys).Distinct(StringComparer.Ordinal)];

    private async ValueTask<SchedulesSeen> SeeAsync(
        List<string> ids, ScheduleChanges changes, CancellationToken cancellation)
    {
        var answer = await _scripts.ReadAsync(
            RedisScript.ReadSchedules, (ids, changes.Set?.Name), static (writer, asked) =>
            {
                writer.Array(2);
                writer.Text("seen");
                writer.Array(2);
                WriteTexts(writer, asked.ids);
                writer.Text(asked.Name);
            },
            cancellation).ConfigureAwait(false);
        return new SchedulesSeen(answer, ids, _definitions);
    }

    private static void WriteTexts(MessageWriter writer, IReadOnlyCollection<string> texts)
    {
        writer.Array(texts.Count);
        foreach (var text in texts) writer.Text(text);
    }

    /// <returns>Null when what was seen is not so any more.</returns>
    private async ValueTask<ScheduleChangeAnswer?> TryPutAsync(
        SchedulesSeen seen, ScheduleChanges changes, CancellationToken cancellation)
    {
        var plan = changes.Set is { } set ? ScheduleSetPlan.Of(seen, changes, set) : null;
        if (plan is { IsChange: false }) return plan.ToAnswer([]);
        var message = plan is null
            ? new ScheduleChangeMessage(seen, changes)
            : new ScheduleChangeMessage(seen, changes, changes.Set!, plan);
        if (!message.IsChange)
            return new ScheduleChangeAnswer(null, [.. changes.Puts.Select(put => seen.Stored(put.Schedule.Id))], 0);
        var answer = await _scripts.ChangeAsync(
            RedisScript.PutSchedules, message, static (writer, change) => change.Write(writer), cancellation)
            .ConfigureAwait(false);
        var reader = new MessageReader(answer);
        if (reader.TryNothing()) return null;
        reader.Array();
        var stored = new StoredSchedule[reader.Array()];
        var at = 0;
        foreach (var schedule in message.Schedules)
            stored[at++] = ScheduleMessage.Read(ref reader, _definitions, out _, schedule);
        var removed = (int)reader.Number();
        return plan?.ToAnswer(stored) ?? new ScheduleChangeAnswer(null, stored, removed);
    }

    /// <summary>Reads the definitions that firings need and that are not known.</summary>
    private async ValueTask LoadDefinitionsAsync(IEnumerable<FireRequest> requests, CancellationToken cancellation)
    {
        var ids = requests.Where(request => request.Kind != FireKind.ByHand && _definitions.Find(request.Schedule) is null)
            .Select(request => request.Schedule).Distinct(StringComparer.Ordinal).ToList();
        if (ids.Count == 0) return;
        var reader = new MessageReader(await ReadSchedulesAsync("definitions", ids, cancellation).ConfigureAwait(false));
        reader.Array();
        foreach (var id in ids)
        {
            if (reader.TryNothing()) continue;
            reader.Array();
            var stamp = reader.Number();
            _definitions.Get(id, stamp, reader.Bytes());
        }
    }

    private async ValueTask FireAsync(
        List<(FireMessage Message, int Place)> batch, FireAnswer?[] answers,
        List<(FireMessage Message, int Place)> again, CancellationToken cancellation)
    {
        var answer = await _scripts.ChangeAsync(
            RedisScript.Fire, (batch, _definitions), static (writer, all) =>
            {
                writer.Array(2);
                writer.Text(FireReasons.Terminated);
                writer.Array(all.batch.Count);
                foreach (var (message, _) in all.batch)
                    message.Write(
                        writer,
                        message.Request.Kind == FireKind.ByHand ? null : all._definitions.Find(message.Request.Schedule));
            },
            cancellation).ConfigureAwait(false);
        var reader = new MessageReader(answer);
        reader.Array();
        var now = RedisTime.Instant(reader.Number());
        reader.Array();
        foreach (var (message, place) in batch)
        {
            if (reader.TryNothing()) answers[place] = FireAnswer.Refused;
            else if (reader.IsNumber)
            {
                reader.Number();
                again.Add((message, place));
            }
            else answers[place] = message.Read(ref reader, now);
        }
    }
}
