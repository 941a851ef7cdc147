using System.Globalization;
using System.Text.Json;

namespace Gnomon.Benchmarks;

/// <summary>Prints figures.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static void Write<T>(T report, bool json)
    {
        var text = JsonSerializer.Serialize(report, Json);
        if (json)
        {
            Console.WriteLine(text);
            return;
        }

        using var document = JsonDocument.Parse(text);
        foreach (var figure in document.RootElement.EnumerateObject())
        {
            var value = figure.Value.ValueKind == JsonValueKind.Number
                ? figure.Value.GetDouble().ToString("#,0.###", CultureInfo.InvariantCulture)
                : figure.Value.ToString();
            Console.WriteLine($"{figure.Name,-24} {value,16}");
        }
    }

    public static double Percentile(List<double> values, double share)
    {
        values.Sort();
        return values[Math.Min(values.Count - 1, (int)(values.Count * share))];
    }

    /// <summary>The most memory that was ever resident, in MB of a million bytes.</summary>
    public static double PeakRssMb() => StatusMb("VmHWM");

    /// <summary>The memory that is resident now, in MB of a million bytes.</summary>
    public static double CurrentRssMb() => StatusMb("VmRSS");

    private static double StatusMb(string field)
    {
        const string status = "/proc/self/status";
        if (!File.Exists(status)) return Environment.WorkingSet / 1e6;
        var line = File.ReadLines(status).First(text => text.StartsWith(field, StringComparison.Ordinal));
        var kibibytes = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1];
        return double.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
