using System.Globalization;

namespace Gnomon.Triggers;

/// <summary>Reads the text form of triggers, see <see cref="TriggerText"/>, word by word.</summary>
/// <param name="text">The text.</param>
/// <param name="seed">What <c>H</c> in cron expressions picks its values by, or null.</param>
/// <param name="absentZone">The zone where none is named; null means UTC.</param>
internal sealed class TriggerReader(string text, string? seed, TimeZoneInfo? absentZone = null)
{
    private const string Forms =
        "allowed are '@once INSTANT', '@every DURATION [from INSTANT]', 'cron: EXPRESSION [in ZONE]' and "
        + "'rrule: RULE from LOCAL-TIME [in ZONE]', several joined by 'or', then 'except cron: EXPRESSION', "
        + "'except dates DATE,DATE' or 'except calendar NAME DATE,DATE'";

    private readonly string[] _words = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
    private int _at;

    private string? Word => _at < _words.Length ? _words[_at] : null;

    /// <summary>Reads the whole text.</summary>
    /// <exception cref="FormatException">It is not a trigger.</exception>
    public Trigger Read()
    {
        List<Trigger> anyOf = [ReadSingle()];
        while (Take(TriggerText.Or)) anyOf.Add(ReadSingle());
        List<Exclusion> except = [];
        while (Take(TriggerText.Except)) except.Add(ReadExclusion());
        if (Word is { } rest) throw Unexpected($"'{Excerpt.Of(rest)}' was not expected there");
        if (Math.Max(anyOf.Count, except.Count) > TriggerLimits.MaxParts)
            throw new FormatException(
                $"A trigger joins at most {TriggerLimits.MaxParts} triggers and {TriggerLimits.MaxParts} exclusions; "
                + $"this one has {anyOf.Count} and {except.Count}");
        return anyOf.Count == 1 && except.Count == 0 ? anyOf[0] : new CompositeTrigger(anyOf, except);
    }

    /// <summary>Reads a text that is one exclusion and nothing more.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public Exclusion ReadExclusionAlone()
    {
        var exclusion = ReadExclusion();
        return Word is { } rest ? throw Unexpected($"'{Excerpt.Of(rest)}' was not expected there") : exclusion;
    }

    private Trigger ReadSingle()
    {
        if (Take(TriggerText.Once)) return new OnceTrigger(InstantText.Parse(Next("an instant")));
        if (Take(TriggerText.Every)) return ReadInterval();
        if (Take(TriggerText.Rule)) return ReadRule();
        return ReadCron() ?? throw Unexpected(
            Word is { } word ? $"'{Excerpt.Of(word)}' does not begin a trigger" : "a trigger is missing at the end");
    }

    private IntervalTrigger ReadInterval()
    {
        var written = Next("a duration");
        var every = DurationText.Parse(written);
        if (every < IntervalTrigger.MinEvery)
            throw new FormatException($"'{written}' is too short for @every; at least 1ms is allowed");
        return new IntervalTrigger(every, Take(TriggerText.From) ? InstantText.Parse(Next("an instant")) : default);
    }

    private RecurrenceTrigger ReadRule()
    {
        var rule = RecurrenceRule.Parse(Next("a rule"));
        if (!Take(TriggerText.From)) throw Unexpected("'from' and the local time that the rule counts from are missing");
        var written = Next("a local time");
        if (!DateTime.TryParseExact(
            written, TriggerText.LocalFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var start))
            throw new FormatException(
                $"'{Excerpt.Of(written)}' is not a local time; allowed are times without an offset such as 2026-01-30T17:00:00");
        return new RecurrenceTrigger(rule, start, ReadZone()) { Gap = ReadGap(), Overlap = ReadOverlap() };
    }

    private CronTrigger? ReadCron()
    {
        if (Dialect() is not { } dialect) return null;
        _at++;
        var start = _at;
        while (Word is { } word && !IsAfterExpression(word)) _at++;
        var expression = CronExpression.Parse(string.Join(' ', _words[start.._at]), dialect, seed);
        return new CronTrigger(expression, ReadZone()) { Gap = ReadGap(), Overlap = ReadOverlap() };
    }

    /// <summary>The dialect that the word at hand names: <c>cron:</c>, <c>cron[quartz]:</c>, or <c>cron</c> as earlier
    /// versions wrote it.</summary>
    private CronDialect? Dialect()
    {
        if (Word is not { } word || !word.StartsWith(TriggerText.Cron, StringComparison.Ordinal)) return null;
        return word[TriggerText.Cron.Length..] switch
        {
            "" or ":" => CronDialect.Native,
            ['[', .. var name, ']', ':'] => ClockWords.ToDialect(name),
            _ => null,
        };
    }

    private Exclusion ReadExclusion()
    {
        if (Take(TriggerText.Dates)) return new DateExclusion(ReadDates(), ReadZone());
        if (Take(TriggerText.Calendar))
        {
            var name = Next("the name of a calendar");
            if (!NamedCalendar.IsName(name))
                throw new FormatException($"'{Excerpt.Of(name)}' is not a calendar; {NamedCalendar.NameRule}");
            return new DateExclusion(ReadDates(), ReadZone(), name);
        }

        return ReadCron() is { } cron
            ? new CronExclusion(cron)
            : throw Unexpected($"'{Excerpt.Of(Word)}' does not begin an exclusion");
    }

    private List<DateOnly> ReadDates()
    {
        var dates = new List<DateOnly>();
        foreach (var word in Next("a date").Split(','))
            dates.Add(
                NamedCalendar.TryParseDate(word, out var date)
                    ? date
                    : throw new FormatException(NamedCalendar.NotDate(word)));
        return dates;
    }

    private TimeZoneInfo ReadZone() => Take(TriggerText.In)
        ? TimeZones.Find(Next("a time zone"))
        : absentZone ?? TimeZoneInfo.Utc;

    private ClockGap? ReadGap() => Take(TriggerText.Gap, out var rule) ? ClockWords.ToGap(rule) : null;

    private ClockOverlap? ReadOverlap() => Take(TriggerText.Overlap, out var rule) ? ClockWords.ToOverlap(rule) : null;

    private static bool IsAfterExpression(string word) =>
        word is TriggerText.In or TriggerText.Or or TriggerText.Except
        || word.StartsWith(TriggerText.Gap, StringComparison.Ordinal)
        || word.StartsWith(TriggerText.Overlap, StringComparison.Ordinal);

    private bool Take(string word)
    {
        if (Word != word) return false;
        _at++;
        return true;
    }

    private bool Take(string prefix, out string rest)
    {
        rest = "";
        if (Word is not { } word || !word.StartsWith(prefix, StringComparison.Ordinal)) return false;
        rest = word[prefix.Length..];
        _at++;
        return true;
    }

    private string Next(string what)
    {
        if (Word is not { } word) throw Unexpected($"{what} is missing at the end");
        _at++;
        return word;
    }

    private FormatException Unexpected(string problem)
    {
        const int MaxShown = 200;
        return new FormatException($"'{Excerpt.Of(text, MaxShown)}' is not a trigger: {problem}; {Forms}");
    }
}
