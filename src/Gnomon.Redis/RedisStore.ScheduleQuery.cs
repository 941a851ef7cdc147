using Gnomon.Jobs;
using Gnomon.Redis.Messages;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Redis;

/// <summary>The reads of schedules, ticks and declared sets.</summary>
public sealed partial class RedisStore
{
    /// <inheritdoc/>
    public async ValueTask<StoredSchedule?> GetScheduleAsync(string id, CancellationToken cancellation)
    {
        var reader = new MessageReader(await ReadSchedulesAsync("get", id, cancellation).ConfigureAwait(false));
        return reader.TryNothing() ? null : ScheduleMessage.Read(ref reader, _definitions, out _);
    }

    /// <inheritdoc/>
    public async ValueTask<Page<StoredSchedule>> ListSchedulesAsync(
        string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var answer = await _scripts.ReadAsync(
            RedisScript.ReadSchedules, (cursor, limit), static (writer, asked) =>
            {
                writer.Array(2);
                writer.Text("list");
                writer.Array(2);
                writer.Text(asked.cursor);
                writer.Number(asked.limit);
            },
            cancellation).ConfigureAwait(false);
        var reader = new MessageReader(answer);
        reader.Array();
        var items = ReadSchedules(ref reader);
        return new Page<StoredSchedule>(items, reader.Bool() ? items[^1].Schedule.Id : null);
    }

    /// <inheritdoc/>
    public async ValueTask<DueSchedules> DueSchedulesAsync(
        DateTimeOffset now, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var answer = await _scripts.ReadAsync(
            RedisScript.ReadSchedules, (now, limit), static (writer, asked) =>
            {
                writer.Array(2);
                writer.Text("due");
                writer.Array(2);
                writer.Number(RedisTime.Micros(asked.now));
                writer.Number(asked.limit);
            },
            cancellation).ConfigureAwait(false);
        var reader = new MessageReader(answer);
        reader.Array();
        var storeNow = RedisTime.Instant(reader.Number());
        var items = ReadSchedules(ref reader);
        var next = reader.TryNothing() ? null : ScheduleMessage.Read(ref reader, _definitions, out _).NextDue;
        // The server orders by microseconds: one of those may come due within the present one.
        if (items.FindIndex(item => item.NextDue > now) is >= 0 and var first)
        {
            next = items[first].NextDue;
            items.RemoveAll(item => item.NextDue > now);
        }

        return new DueSchedules(items, next) { StoreNow = storeNow };
    }

    /// <inheritdoc/>
    public async ValueTask<StoredScheduleSet?> GetScheduleSetAsync(string name, CancellationToken cancellation)
    {
        var reader = new MessageReader(await ReadSchedulesAsync("set", name, cancellation).ConfigureAwait(false));
        return reader.TryNothing() ? null : ScheduleSetMessage.Read(ref reader);
    }

    /// <inheritdoc/>
    public async ValueTask<Page<StoredScheduleSet>> ListScheduleSetsAsync(
        string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        // There are few: ScheduleSetLimits.MaxSets at most.
        var reader = new MessageReader(await ReadSchedulesAsync("sets", "", cancellation).ConfigureAwait(false));
        var sets = new List<StoredScheduleSet>();
        for (var left = reader.Array(); left > 0; left--)
            if (ScheduleSetMessage.Read(ref reader) is var set && string.CompareOrdinal(set.Name, cursor) > 0)
                sets.Add(set);
        sets.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        return Page<StoredScheduleSet>.ByName(sets, limit, set => set.Name);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ScheduleEvent>> ListScheduleEventsAsync(
        string schedule, CancellationToken cancellation)
    {
        var reader = new MessageReader(await ReadSchedulesAsync("events", schedule, cancellation).ConfigureAwait(false));
        var events = new ScheduleEvent[reader.Array()];
        for (var i = 0; i < events.Length; i++)
        {
            reader.Array();
            events[i] = new ScheduleEvent(
                (ScheduleEventKind)reader.Number(), RedisTime.Instant(reader.Number()), reader.Number(),
                ScheduleMessage.ReadReason(ref reader));
        }

        return events;
    }

    /// <inheritdoc/>
    public async ValueTask<Page<Tick>> ListTicksAsync(
        string schedule, string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var before = PageMessage.Before(cursor);
        var answer = await _scripts.ReadAsync(
            RedisScript.ReadSchedules, (schedule, before, limit), static (writer, asked) =>
            {
                writer.Array(2);
                writer.Text("ticks");
                writer.Array(3);
                writer.Text(asked.schedule);
                writer.Number(asked.before);
                writer.Number(asked.limit);
            },
            cancellation).ConfigureAwait(false);
        return PageMessage.Read(answer, static (ref reader) =>
        {
            reader.Array();
            var tick = TickMessage.Read(reader.Bytes());
            JobState? state = reader.TryNothing() ? null : (JobState)reader.Number();
            return tick with { State = state, FinishedAt = RedisTime.OptionalInstant(reader.Number()) };
        });
    }

    private List<StoredSchedule> ReadSchedules(ref MessageReader reader)
    {
        var items = new List<StoredSchedule>();
        for (var left = reader.Array(); left > 0; left--)
            items.Add(ScheduleMessage.Read(ref reader, _definitions, out _));
        return items;
    }

    private ValueTask<byte[]> ReadSchedulesAsync(string what, string name, CancellationToken cancellation) =>
        _scripts.ReadAsync(
            RedisScript.ReadSchedules, (what, name), static (writer, asked) =>
            {
                writer.Array(2);
                writer.Text(asked.what);
                writer.Array(1);
                writer.Text(asked.name);
            },
            cancellation);

    private ValueTask<byte[]> ReadSchedulesAsync(
        string what, IReadOnlyCollection<string> ids, CancellationToken cancellation) =>
        _scripts.ReadAsync(
            RedisScript.ReadSchedules, (what, ids), static (writer, asked) =>
            {
                writer.Array(2);
                writer.Text(asked.what);
                writer.Array(1);
                WriteTexts(writer, asked.ids);
            },
            cancellation);
}
