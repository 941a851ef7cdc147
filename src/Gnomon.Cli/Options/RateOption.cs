using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Gnomon.Api;

namespace Gnomon.Cli.Options;

/// <summary>A rate as one word: <c>10/s</c>, <c>100/1m</c>, <c>10/s:50</c>.</summary>
internal static class RateOption
{
    private const string Allowed = "allowed are COUNT/TIME and COUNT/TIME:BURST, such as 10/s, 100/5m or 10/s:50";

    public static Option<RateDocument?> Create(string name, string description) => new(name)
    {
        Description = $"{description} COUNT/TIME, such as 10/s or 100/5m; with a burst: 10/s:50.",
        HelpName = "rate",
        CustomParser = result => Parse(result, name),
    };

    /// <summary>Writes a rate as it is read.</summary>
    public static string Format(RateDocument rate)
    {
        var per = rate.Per is "1s" or "1m" or "1h" or "1d" ? rate.Per[1..] : rate.Per;
        var burst = rate.Burst is { } some ? $":{some}" : "";
        return $"{rate.Count}/{per}{burst}" + (rate.Kind == "window" ? " in any window" : "");
    }

    private static RateDocument? Parse(ArgumentResult result, string name)
    {
        var text = result.Tokens[0].Value;
        var slash = text.IndexOf('/');
        var colon = text.IndexOf(':');
        if (slash < 0 || (colon >= 0 && colon < slash)
            || !TryNumber(text[..slash], out var count)
            || !TryBurst(colon < 0 ? null : text[(colon + 1)..], out var burst))
        {
            result.AddError($"{name}: '{text}' is not a rate; {Allowed}");
            return null;
        }

        var per = colon < 0 ? text[(slash + 1)..] : text[(slash + 1)..colon];
        if (per.Length > 0 && char.IsAsciiLetter(per[0])) per = $"1{per}";
        return OptionKinds.ParseDuration(result, name, per) is null
            ? null
            : new RateDocument { Count = count, Per = per, Burst = burst };
    }

    private static bool TryBurst(string? text, out int? burst)
    {
        burst = null;
        if (text is null) return true;
        if (!TryNumber(text, out var number)) return false;
        burst = number;
        return true;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
