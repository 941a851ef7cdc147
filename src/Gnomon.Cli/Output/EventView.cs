using System.Globalization;
using Gnomon.Api;

namespace Gnomon.Cli.Output;

/// <summary>Shows events to people, one line each.</summary>
internal static class EventView
{
    private const int KindWidth = 14;

    public static string Line(EventDocument happened)
    {
        var at = happened.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var parts = new[]
        {
            happened.Handler,
            happened.Queue is { } queue ? $"in {queue}" : null,
            happened.Job,
            happened.Attempt is { } attempt ? $"attempt {attempt}" : null,
            happened.Schedule is { } schedule ? $"schedule {schedule}" : null,
            happened.Workflow is { } workflow ? $"workflow {workflow}" : null,
            happened.ScheduleSet is { } set ? $"set {set} version {happened.Version}" : null,
            happened.Node is { } node ? $"on {node}" : null,
            happened.Duration is { } duration ? $"after {duration}" : null,
            happened.Wait is { } wait ? $"again in {wait}" : null,
            happened.Progress is { } progress ? progress.ToString("P0", CultureInfo.InvariantCulture) : null,
            happened.ProgressText,
        };
        var rest = string.Join(' ', parts.Where(part => !string.IsNullOrEmpty(part)));
        var why = happened.Error is { } error ? $": {error}" : "";
        return PlainText.OneLine($"{at}  {happened.Kind.PadRight(KindWidth)}  {rest}{why}");
    }
}
