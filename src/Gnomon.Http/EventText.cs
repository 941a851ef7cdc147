using System.Text.Json;
using Gnomon.Api;
using Gnomon.Telemetry;
using Gnomon.Triggers;

namespace Gnomon.Http;

/// <summary>Events on the wire.</summary>
internal static class EventText
{
    private static readonly Dictionary<GnomonEventKind, string> Names = Enum.GetValues<GnomonEventKind>()
        .ToDictionary(kind => kind, kind => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()));

    private static readonly Dictionary<string, GnomonEventKind> Kinds =
        Names.ToDictionary(entry => entry.Value, entry => entry.Key);

    /// <summary>The name of an event's kind.</summary>
    public static string Name(GnomonEventKind kind) => Names[kind];

    /// <summary>Reads kinds with commas between them; null means all.</summary>
    /// <exception cref="ApiException">400: there is no such kind; lists those there are.</exception>
    public static IReadOnlyCollection<GnomonEventKind> ReadKinds(string field, string? text) => text is null ? [] :
    [
        .. text.Split(',', StringSplitOptions.TrimEntries).Select(name => Kinds.TryGetValue(name, out var kind)
            ? kind
            : throw new ApiException(
                400, "Invalid request", $"{field}: '{name}' is none; allowed are {string.Join(", ", Kinds.Keys)}")
            {
                Field = field,
            }).Distinct(),
    ];

    public static EventDocument ToDocument(GnomonEvent happened) => new(Name(happened.Kind), happened.At)
    {
        Job = happened.Job?.ToString(),
        Attempt = happened.Attempt == 0 ? null : happened.Attempt,
        Handler = happened.Handler,
        Queue = happened.Queue,
        Node = happened.Node,
        Schedule = happened.Schedule,
        Workflow = happened.Workflow?.ToString(),
        ScheduleSet = happened.ScheduleSet,
        Version = happened.Version,
        Duration = happened.Duration is { } duration ? DurationText.Format(duration) : null,
        Wait = happened.Wait is { } wait ? DurationText.Format(wait) : null,
        Error = happened.Error,
        Progress = happened.Progress,
        ProgressText = happened.ProgressText,
    };
}
