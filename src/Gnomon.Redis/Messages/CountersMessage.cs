using Gnomon.Store;

namespace Gnomon.Redis.Messages;

/// <summary>The counts as read_counters.lua tells them.</summary>
internal static class CountersMessage
{
    private static readonly int Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    public static JobCounters Read(ReadOnlyMemory<byte> answer)
    {
        var reader = new MessageReader(answer);
        reader.Array();
        var load = new HandlerLoad[reader.Array()];
        for (var i = 0; i < load.Length; i++)
        {
            reader.Array();
            load[i] = new HandlerLoad(
                reader.Text(), reader.OptionalText(), (int)reader.Number(), reader.Number(), reader.Number());
        }

        var days = new DayCounts[reader.Array()];
        for (var i = 0; i < days.Length; i++) days[i] = ReadDay(ref reader);
        return new JobCounters(
            [
                .. load.OrderBy(entry => entry.Queue, StringComparer.Ordinal).ThenBy(entry => entry.Handler is null)
                    .ThenBy(entry => entry.Handler, StringComparer.Ordinal).ThenBy(entry => entry.ArgsVersion),
            ],
            days);
    }

    private static DayCounts ReadDay(ref MessageReader reader)
    {
        reader.Array();
        var day = DateOnly.FromDayNumber(Epoch + (int)reader.Number());
        var handlers = new HandlerCounts[reader.Array()];
        for (var i = 0; i < handlers.Length; i++)
        {
            reader.Array();
            var name = reader.Text();
            handlers[i] = new HandlerCounts(
                name.Length == 0 ? null : name, reader.Number(), reader.Number(), reader.Number(), reader.Number());
        }

        return new DayCounts(
            day,
            [
                .. handlers.OrderBy(entry => entry.Handler is null)
                    .ThenBy(entry => entry.Handler, StringComparer.Ordinal),
            ]);
    }
}
