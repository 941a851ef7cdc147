using Gnomon.Jobs;

namespace Gnomon.Local.Commands;

/// <summary>The cost of log lines in the journal.</summary>
internal static class LogLines
{
    /// <summary>Upper bound of the bytes the lines take: UTF-8 needs at most three for a UTF-16 unit.</summary>
    public static long MaxBytes(IReadOnlyList<string> lines)
    {
        long bytes = 0;
        foreach (var line in lines) bytes += Math.Min(line.Length, JobLimits.MaxLogLineLength) * 3L + 9;
        return bytes;
    }

    /// <summary>The lines, each cut to the longest that is kept.</summary>
    public static IReadOnlyList<string> Cut(IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
            if (line.Length > JobLimits.MaxLogLineLength)
                return [.. lines.Select(text => text[..Math.Min(text.Length, JobLimits.MaxLogLineLength)])];
        return lines;
    }
}
