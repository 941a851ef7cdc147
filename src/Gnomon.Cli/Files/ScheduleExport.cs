using System.Text.Json;
using Gnomon.Api;

namespace Gnomon.Cli.Files;

/// <summary>Gathers all schedules of a server or a store into the document that <c>schedule apply</c> reads.</summary>
internal static class ScheduleExport
{
    /// <param name="api">Whose schedules.</param>
    /// <param name="set">The one set to export; null means everything.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<SchedulesFileDocument> GatherAsync(
        IGnomonApi api, string? set, CancellationToken cancellation)
    {
        var bySet = (await SchedulesAsync(api, cancellation).ConfigureAwait(false)).ToLookup(schedule => schedule.Set ?? "");
        if (set is not null)
        {
            var stored = await api.GetScheduleSetAsync(set, cancellation).ConfigureAwait(false);
            return new SchedulesFileDocument
            {
                Set = set, Version = stored.Version, Schedules = [.. bySet[set].Select(Declared)],
            };
        }

        var sets = await SetsAsync(api, cancellation).ConfigureAwait(false);
        return new SchedulesFileDocument
        {
            Sets =
            [
                .. sets.Where(one => !one.Removed).Select(one => new ScheduleSetDocument
                {
                    Set = one.Set, Version = one.Version, Schedules = [.. bySet[one.Set].Select(Declared)],
                }),
            ],
            Schedules = [.. bySet[""].Select(Declared)],
        };
    }

    /// <summary>The document as JSON without members that are not set.</summary>
    public static JsonElement ToJson(SchedulesFileDocument document)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
            Copy(JsonSerializer.SerializeToElement(document, ApiJson.Answers.SchedulesFileDocument), writer);
        return JsonElement.Parse(bytes.ToArray());
    }

    /// <summary>What a schedule says of itself, without what the server knows of it.</summary>
    public static ScheduleDocument Declared(ScheduleDocument schedule) => schedule with
    {
        Set = null,
        Revision = null,
        Runs = null,
        LastTick = null,
        NextTick = null,
        NextRunAt = null,
        Counts = null,
        ConsecutiveFailures = null,
        LiveJobs = null,
        LastRun = null,
        Trigger = Declared(schedule.Trigger),
        Paused = schedule.Paused == true ? true : null,
    };

    private static TriggerDocument? Declared(TriggerDocument? trigger) => trigger is null ? null : trigger with
    {
        Description = null, Any = trigger.Any is { } any ? [.. any.Select(part => Declared(part)!)] : null,
    };

    private static void Copy(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    // Absent members take their default; what is null in arguments is theirs.
                    if (member.Value.ValueKind == JsonValueKind.Null) continue;
                    writer.WritePropertyName(member.Name);
                    if (member.Name is "args" or "each") member.Value.WriteTo(writer);
                    else Copy(member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var element in value.EnumerateArray()) Copy(element, writer);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static async Task<List<ScheduleDocument>> SchedulesAsync(IGnomonApi api, CancellationToken cancellation)
    {
        var all = new List<ScheduleDocument>();
        string? cursor = null;
        do
        {
            var page = await api.ListSchedulesAsync(cursor, ApiLimits.MaxPage, cancellation).ConfigureAwait(false);
            all.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return all;
    }

    private static async Task<List<StoredSetDocument>> SetsAsync(IGnomonApi api, CancellationToken cancellation)
    {
        var all = new List<StoredSetDocument>();
        string? cursor = null;
        do
        {
            var page = await api.ListScheduleSetsAsync(cursor, ApiLimits.MaxPage, cancellation).ConfigureAwait(false);
            all.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return all;
    }
}
