using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon job why</c>: says why jobs are not running.</summary>
internal static class JobWhyVerb
{
    public static Command Create(CliContext context)
    {
        var ids = EachJob.Ids();
        return new Command("why", "Says why jobs are not running.") { ids }.Calls(
            context,
            (parsed, session, cancellation) => EachJob.RunAsync(
                session,
                parsed.GetRequiredValue(ids),
                id => session.Api.ExplainAsync(id, cancellation),
                GnomonJson.Default.ExplanationDocument,
                Show));
    }

    private static void Show(Terminal terminal, ExplanationDocument why) =>
        terminal.Write($"{why.Id} {why.State}: {PlainText.OneLine(why.Text)}");
}
