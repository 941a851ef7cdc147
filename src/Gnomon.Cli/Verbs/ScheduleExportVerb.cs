using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gnomon.Cli.Client;
using Gnomon.Cli.Files;
using Gnomon.Cli.Options;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon schedule export</c>: writes all schedules as a file that <c>apply</c> reads.</summary>
internal static class ScheduleExportVerb
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create(CliContext context)
    {
        var format = OptionKinds.Choice("--format", "How it is written; default: yaml.", "yaml", "json");
        var set = OptionKinds.Text("--set", "Only this set.", "name");
        var command = new Command("export", "Writes all schedules in the form that 'apply' reads.") { format, set };
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var document = await ScheduleExport.GatherAsync(session.Api, parsed.GetValue(set), cancellation)
                .ConfigureAwait(false);
            var json = ScheduleExport.ToJson(document);
            var asJson = session.Json || parsed.GetValue(format) == "json";
            session.Terminal.Write((asJson ? Indented(json) : YamlText.Write(json)).TrimEnd('\n'));
            return ExitCodes.Done;
        });
    }

    private static string Indented(JsonElement json)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Readable)) json.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }
}
