using System.CommandLine;

namespace Gnomon.Cli.Options;

/// <summary>The option that names an overlap policy.</summary>
internal static class OverlapOption
{
    public static Option<string?> Create(string description) => OptionKinds.Choice(
        "--overlap", description, "allow", "skip", "bufferOne", "bufferAll", "cancelRunning", "terminateRunning");
}
