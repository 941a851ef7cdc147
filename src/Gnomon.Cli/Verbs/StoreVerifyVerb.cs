using System.CommandLine;
using System.Text.Json;
using Gnomon.Cli.Output;
using Gnomon.Local;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon store verify</c>: reads a journal and says what it holds.</summary>
internal static class StoreVerifyVerb
{
    public static Command Create(CliContext context)
    {
        var directory = new Argument<string>("DIR") { Description = "The folder of a local store, even one in use." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document and nothing else." };
        var command = new Command("verify", "Reads a journal without changing it; says what it holds.")
        {
            directory, json,
        };
        command.SetAction(parsed =>
        {
            var folder = Path.GetFullPath(parsed.GetRequiredValue(directory));
            var found = VerificationDocument.Of(folder, LocalStore.Verify(folder));
            if (parsed.GetValue(json))
                context.Terminal.Write(JsonSerializer.Serialize(found, CliJson.Default.VerificationDocument));
            else VerificationDocument.Show(context.Terminal, found);
            return ExitCodes.Done;
        });
        return command;
    }
}
