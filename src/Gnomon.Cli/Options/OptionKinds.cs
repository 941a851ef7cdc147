using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Gnomon.Api;
using Gnomon.Triggers;

namespace Gnomon.Cli.Options;

/// <summary>The kinds of option values; each explains itself when a value is none of its kind.</summary>
internal static class OptionKinds
{
    public static Option<string?> Text(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName };

    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "duration",
        CustomParser = result => ParseDuration(result, name),
    };

    public static Option<DateTimeOffset?> Instant(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "time",
        CustomParser = result => ParseInstant(result, name),
    };

    public static Option<int?> Number(string name, string description, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "n",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && number >= least && number <= most)
                return number;
            result.AddError($"{name}: '{text}' is not allowed; allowed are whole numbers from {least} to {most}");
            return null;
        },
    };

    public static Option<string?> Choice(string name, string description, params string[] allowed) => new(name)
    {
        Description = $"{description} One of: {string.Join(", ", allowed)}.",
        HelpName = string.Join('|', allowed),
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (allowed.Contains(text)) return text;
            result.AddError($"{name}: '{text}' is not allowed; allowed are {string.Join(", ", allowed)}");
            return null;
        },
    };

    /// <summary>A list of durations, such as <c>5s,8s,9s</c>.</summary>
    public static Option<IReadOnlyList<TimeSpan>?> Durations(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "durations",
        CustomParser = result =>
        {
            var waits = new List<TimeSpan>();
            foreach (var part in result.Tokens[0].Value.Split(','))
            {
                if (ParseDuration(result, name, part.Trim()) is not { } wait) return null;
                waits.Add(wait);
            }

            return waits;
        },
    };

    public static TimeSpan? ParseDuration(ArgumentResult result, string name) =>
        ParseDuration(result, name, result.Tokens[0].Value);

    public static TimeSpan? ParseDuration(ArgumentResult result, string name, string text)
    {
        try
        {
            if (text.Length > 0) return DurationText.Parse(text);
            result.AddError($"{name}: a duration is empty; allowed are durations such as 500ms, 5s or 1h30m");
        }
        catch (FormatException error)
        {
            result.AddError($"{name}: {error.Message}");
        }

        return null;
    }

    private static DateTimeOffset? ParseInstant(ArgumentResult result, string name)
    {
        var text = result.Tokens[0].Value;
        try
        {
            // The API's own reader of instants, so that both accept the same.
            var json = JsonSerializer.SerializeToUtf8Bytes(text, CliJson.Default.String);
            return JsonSerializer.Deserialize(json, GnomonJson.Default.DateTimeOffset);
        }
        catch (JsonException)
        {
            result.AddError(
                $"{name}: '{text}' is not allowed; allowed is an ISO-8601 time with an offset, such as "
                + "2026-05-01T08:30:00Z or 2026-05-01T08:30:00+02:00");
            return null;
        }
    }
}
