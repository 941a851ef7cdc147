using System.Globalization;
using System.Text;

namespace Gnomon.Benchmarks.Fleet;

/// <summary>What the processes of a fleet write down, a file for each. A line is one write to the operating system, so it
/// survives the kill that follows it; only a last line may be cut.</summary>
internal sealed class FleetHistory : IDisposable
{
    private const string Extension = ".history";

    private readonly FileStream _file;

    public FleetHistory(string directory, string name) => _file = new FileStream(
        Path.Combine(directory, name + Extension), FileMode.Append, FileAccess.Write, FileShare.Read, 0);

    /// <summary>Writes a line for each; their parts stand between spaces.</summary>
    public void Write(params IEnumerable<string> lines)
    {
        var text = Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => line + "\n")));
        lock (_file) _file.Write(text);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>All lines of all processes.</summary>
    public static IEnumerable<(string Process, string[] Parts)> Read(string directory)
    {
        foreach (var file in Directory.GetFiles(directory, "*" + Extension))
        {
            var text = File.ReadAllText(file);
            var whole = text.LastIndexOf('\n');
            if (whole < 0) continue;
            foreach (var line in text[..whole].Split('\n'))
                yield return (Path.GetFileNameWithoutExtension(file), line.Split(' '));
        }
    }

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
