using Gnomon.Jobs;

namespace Gnomon.Local;

/// <summary>The states as an index.</summary>
internal static class JobStates
{
    /// <summary>One more than the highest number of a <see cref="JobState"/>.</summary>
    public const int Count = (int)JobState.Blocked + 1;

    /// <summary>The counts as a dictionary, states without jobs left out.</summary>
    public static Dictionary<JobState, long> ToDictionary(long[] counts)
    {
        var result = new Dictionary<JobState, long>();
        for (var i = 0; i < counts.Length; i++)
            if (counts[i] != 0)
                result[(JobState)i] = counts[i];
        return result;
    }
}
