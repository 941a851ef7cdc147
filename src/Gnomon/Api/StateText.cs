using Gnomon.Jobs;

namespace Gnomon.Api;

/// <summary>The names of states on the wire: those of <see cref="JobState"/> in lower case.</summary>
internal static class StateText
{
    private static readonly Dictionary<JobState, string> Names =
        Enum.GetValues<JobState>().ToDictionary(s => s, s => s.ToString().ToLowerInvariant());

    private static readonly Dictionary<string, JobState> States = Names.ToDictionary(n => n.Value, n => n.Key);

    public static string Format(JobState state) => Names[state];

    /// <summary>Reads a state.</summary>
    /// <exception cref="ApiException">400; lists the states.</exception>
    public static JobState Parse(string field, string text) => States.TryGetValue(text, out var state)
        ? state
        : throw ApiProblems.Invalid(field, $"is '{text}'; allowed are {string.Join(", ", Names.Values)}");

    /// <summary>The counts with every state named, also those without jobs.</summary>
    public static IReadOnlyDictionary<string, long> Counts(IReadOnlyDictionary<JobState, long> counts) =>
        Names.ToDictionary(n => n.Value, n => counts.GetValueOrDefault(n.Key));
}
