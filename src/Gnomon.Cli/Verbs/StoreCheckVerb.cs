using System.CommandLine;
using System.Text.Json;
using Gnomon.Cli.Client;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon store check</c>: opens a store and says what it promises.</summary>
internal static class StoreCheckVerb
{
    private const string LocalScheme = "local:";

    public static Command Create(CliContext context)
    {
        var url = new Argument<string>("URL") { Description = "The store: redis://HOST, or local:DIR that no process has open." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document and nothing else." };
        var command = new Command("check", "Opens a store; says what stored means there and what a crash can lose.")
        {
            url, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var store = parsed.GetRequiredValue(url);
            // A check makes no folder.
            if (store.StartsWith(LocalScheme, StringComparison.Ordinal) && store.Length > LocalScheme.Length
                && !Directory.Exists(store[LocalScheme.Length..]))
                throw new CommandFailedException(ExitCodes.NotFound, $"there is no folder '{store[LocalScheme.Length..]}'");
            var opened = await OpenedStore.OpenAsync(store, context.Time, cancellation).ConfigureAwait(false);
            await using (opened.ConfigureAwait(false))
            {
                var found = StoreCheckDocument.Of(StoreChoice.Show(store), opened.Description);
                if (parsed.GetValue(json))
                    context.Terminal.Write(JsonSerializer.Serialize(found, CliJson.Default.StoreCheckDocument));
                else StoreCheckDocument.Show(context.Terminal, found);
                return ExitCodes.Done;
            }
        });
        return command;
    }
}
