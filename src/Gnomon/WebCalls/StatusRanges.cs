using System.Globalization;
using System.Text.Json;

namespace Gnomon.WebCalls;

/// <summary>The status codes that mean success.</summary>
internal sealed class StatusRanges
{
    public const string Allowed =
        "codes from 200 to 599 and ranges of them in quotes, such as [200, \"202-204\"]";

    private readonly IReadOnlyList<(int From, int To)> _ranges;

    private StatusRanges(IReadOnlyList<(int From, int To)> ranges) => _ranges = ranges;

    /// <summary>200 to 299.</summary>
    public static StatusRanges Default { get; } = new([(200, 299)]);

    /// <summary>Reads an array of codes and ranges; null when it is none.</summary>
    public static StatusRanges? Read(JsonElement array)
    {
        if (array.ValueKind != JsonValueKind.Array) return null;
        if (array.GetArrayLength() is < 1 or > WebCallLimits.MaxSuccessEntries) return null;
        var ranges = new List<(int, int)>();
        foreach (var element in array.EnumerateArray())
        {
            if (ReadRange(element) is not { } range) return null;
            ranges.Add(range);
        }

        return new StatusRanges(ranges);
    }

    public bool Contains(int status) => _ranges.Any(range => status >= range.From && status <= range.To);

    public override string ToString() => string.Join(
        ", ", _ranges.Select(range => range.From == range.To ? $"{range.From}" : $"{range.From}-{range.To}"));

    private static (int From, int To)? ReadRange(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Number)
            return element.TryGetInt32(out var code) && code is >= 200 and <= 599 ? (code, code) : null;
        if (element.ValueKind != JsonValueKind.String) return null;
        var parts = element.GetString()!.Split('-', 3);
        return parts.Length <= 2 && ReadCode(parts[0]) is { } from && ReadCode(parts[^1]) is { } to && from <= to
            ? (from, to)
            : null;
    }

    private static int? ReadCode(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= 200 and <= 599
            ? code
            : null;
}
