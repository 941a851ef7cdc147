using System.CommandLine;

namespace Gnomon.Cli.Options;

/// <summary>The options that say how local times are read, wherever a time rule is given.</summary>
internal static class ClockOptions
{
    /// <summary>The option about repeated local times where <c>--overlap</c> means something else.</summary>
    public const string OverlapName = "--clock-overlap";

    public static Option<string?> Dialect(string description) =>
        OptionKinds.Choice("--dialect", description, "native", "vixie", "quartz");

    public static Option<string?> Zone(string whose) =>
        OptionKinds.Text("--zone", $"{whose}: an IANA id, or one of Windows; default: UTC.", "name");

    public static Option<string?> Gap() => OptionKinds.Choice(
        "--gap", "What becomes of a local time that clocks jump over; default: by the rule.", "after", "shift", "skip");

    public static Option<string?> Overlap(string name) => OptionKinds.Choice(
        name, "On which pass a local time ticks that clocks show twice; default: by the rule.",
        "first", "second", "both");
}
