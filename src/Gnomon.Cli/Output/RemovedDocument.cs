namespace Gnomon.Cli.Output;

/// <summary>What <c>--json</c> prints of something removed, for which the API has no document.</summary>
/// <param name="Id">What it was.</param>
/// <param name="Outcome">Always <c>removed</c>.</param>
internal sealed record RemovedDocument(string Id, string Outcome = "removed")
{
    public static void Show(Terminal terminal, RemovedDocument document) =>
        terminal.Write($"{document.Id} {document.Outcome}");
}
