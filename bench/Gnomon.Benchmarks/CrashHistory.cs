using System.Globalization;

namespace Gnomon.Benchmarks;

/// <summary>What the killed processes wrote down, a file for each and kind. A line is one write to the operating system,
/// so it survives the kill that follows it; only a last line may be cut.</summary>
internal static class CrashHistory
{
    public static string FileOf(string directory, string kind, int round) =>
        Path.Combine(directory, $"{kind}-{round.ToString(CultureInfo.InvariantCulture)}.history");

    public static CrashReport Check(string directory, int rounds, int seed)
    {
        var intended = Lines(directory, "intended").ToHashSet();
        var acknowledged = Lines(directory, "acknowledged").ToHashSet();
        var runs = Lines(directory, "ran").ToList();
        var ended = Lines(directory, "ended").ToHashSet();
        var ran = new Dictionary<string, int>();
        foreach (var run in runs)
        {
            var id = run[..36];
            ran[id] = ran.GetValueOrDefault(id) + 1;
        }

        return new CrashReport(
            rounds, seed, acknowledged.Count, runs.Count,
            ran.Values.Count(times => times > 1),
            acknowledged.Count(id => !ended.Contains(id) || !ran.ContainsKey(id)),
            ran.Keys.Count(id => !intended.Contains(id)),
            runs.Count - runs.Distinct().Count());
    }

    private static IEnumerable<string> Lines(string directory, string kind)
    {
        foreach (var file in Directory.GetFiles(directory, $"{kind}-*.history"))
        {
            var text = File.ReadAllText(file);
            var whole = text.LastIndexOf('\n');
            if (whole < 0) continue;
            foreach (var line in text[..whole].Split('\n')) yield return line;
        }
    }
}
