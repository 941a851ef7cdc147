using Gnomon.Cli.Client;
using Gnomon.Local;

namespace Gnomon.Cli.Output;

/// <summary>What <c>store verify</c> found, as it is printed.</summary>
internal sealed record VerificationDocument(
    string Directory,
    int Files,
    long Bytes,
    long Groups,
    long TornBytes,
    IReadOnlyDictionary<string, long> Records,
    IReadOnlyDictionary<string, long> Jobs,
    int Schedules)
{
    public static VerificationDocument Of(string directory, StoreVerification found) => new(
        directory, found.Files, found.Bytes, found.Groups, found.TornBytes, found.Records,
        found.Jobs.ToDictionary(entry => StateNames.Of(entry.Key), entry => entry.Value), found.Schedules);

    public static void Show(Terminal terminal, VerificationDocument document) => terminal.Show(Grid.Of(
    [
        ("store", document.Directory),
        ("files", $"{document.Files}"),
        ("bytes", $"{document.Bytes}"),
        ("groups", $"{document.Groups}"),
        ("unfinished bytes at the end", $"{document.TornBytes}"),
        .. document.Records.Select(entry => ($"records {entry.Key}", (string?)$"{entry.Value}")),
        .. document.Jobs.Select(entry => ($"jobs {entry.Key}", (string?)$"{entry.Value}")),
        ("schedules", $"{document.Schedules}"),
    ]));
}
