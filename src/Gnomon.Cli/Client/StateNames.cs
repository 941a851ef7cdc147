using Gnomon.Jobs;

namespace Gnomon.Cli.Client;

/// <summary>The names of the states as the API writes them.</summary>
internal static class StateNames
{
    public static readonly string[] All = [.. Enum.GetValues<JobState>().Select(Of)];

    public static string Of(JobState state) => state.ToString().ToLowerInvariant();
}
