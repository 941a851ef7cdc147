using System.Globalization;
using System.Text;

namespace Gnomon.Triggers;

/// <summary>Durations as people write them: <c>500ms</c>, <c>5s</c>, <c>1h30m</c>, <c>2d</c>, <c>1.5s</c>. Numbers
/// with the units d, h, m, s, ms, the larger unit first and each at most once; the last number may have decimals. A day
/// is 24 hours.</summary>
public static class DurationText
{
    private const int MaxLength = 64;

    /// <summary>So many digits times the ticks of a day still are an exact decimal.</summary>
    private const int MaxDigits = 16;

    private const string Allowed =
        "write numbers with the units d, h, m, s, ms, larger ones first, each once, such as 500ms, 5s, 1.5s or 1h30m";

    private static readonly (string Name, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>Reads a duration: zero to <see cref="TimeSpan.MaxValue"/>, in whole steps of 100 ns.</summary>
    /// <exception cref="FormatException">The text is not one; the message names it and says what is allowed.
    /// </exception>
    public static TimeSpan Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Read(text, out var value) is not { } problem) return value;
        throw new FormatException($"'{Excerpt.Of(text)}' is not a duration: {problem}");
    }

    /// <summary>Reads a duration as <see cref="Parse"/> does, and answers false where that throws.</summary>
    public static bool TryParse(string? text, out TimeSpan value)
    {
        value = default;
        return text is not null && Read(text, out value) is null;
    }

    /// <summary>Writes a duration in the one short form that <see cref="Parse"/> reads back unchanged: largest units
    /// first, no zero parts, part seconds as decimals (<c>1m30s</c>, <c>1.5s</c>, <c>500ms</c>, <c>0s</c>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative.</exception>
    public static string Format(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
        if (value == TimeSpan.Zero) return "0s";
        var text = new StringBuilder();
        var rest = value.Ticks;
        foreach (var (name, ticks) in Units.AsSpan(0, 3))
        {
            if (rest / ticks > 0) text.Append(CultureInfo.InvariantCulture, $"{rest / ticks}{name}");
            rest %= ticks;
        }

        var last = rest >= TimeSpan.TicksPerSecond ? Units[3] : Units[4];
        if (rest > 0)
            text.Append(((decimal)rest / last.Ticks).ToString("0.#######", CultureInfo.InvariantCulture))
                .Append(last.Name);
        return text.ToString();
    }

    private static string? Read(string text, out TimeSpan value)
    {
        value = default;
        if (text.Length == 0) return $"it is empty; {Allowed}";
        if (text.Length > MaxLength) return $"it has {text.Length} characters; at most {MaxLength} are allowed";
        if (text[0] == '-') return $"it must not be negative; {Allowed}";
        decimal sum = 0;
        var smallest = -1;
        for (var at = 0; at < text.Length;)
        {
            if (ReadPart(text, ref at, ref smallest, out var ticks) is { } problem) return problem;
            sum += ticks;
            if (sum > long.MaxValue) return $"it is too long; at most {Format(TimeSpan.MaxValue)} is allowed";
        }

        value = new TimeSpan((long)sum);
        return null;
    }

    private static string? ReadPart(string text, ref int at, ref int smallest, out decimal ticks)
    {
        ticks = 0;
        var start = at;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.')) at++;
        var number = text[start..at];
        start = at;
        while (at < text.Length && !char.IsAsciiDigit(text[at]) && text[at] is not ('.' or '-')) at++;
        var unit = text[start..at];
        if (!IsNumber(number))
            return number.Length == 0
                ? $"a number is missing before '{text[start..]}'; {Allowed}"
                : $"'{number}' is not a number of at most {MaxDigits} digits; {Allowed}";
        if (unit.Length == 0)
            return $"'{number}' has no unit; write {number}s for seconds, or use one of d, h, m, ms";
        var index = Array.FindIndex(Units, u => u.Name == unit);
        if (index < 0) return $"'{unit}' is not a unit; {Allowed}";
        if (index <= smallest)
            return $"'{unit}' must not come after '{Units[smallest].Name}'; {Allowed}";
        smallest = index;
        if (number.Contains('.') && at < text.Length)
            return $"'{number}{unit}' has decimals, which only the last part may have; {Allowed}";
        ticks = decimal.Parse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
            * Units[index].Ticks;
        return decimal.IsInteger(ticks) ? null : $"'{number}{unit}' is finer than 100 ns, the smallest step";
    }

    private static bool IsNumber(string text)
    {
        var point = text.IndexOf('.');
        return text.Length is > 0 and <= MaxDigits && point != 0 && point != text.Length - 1
            && point == text.LastIndexOf('.');
    }
}
