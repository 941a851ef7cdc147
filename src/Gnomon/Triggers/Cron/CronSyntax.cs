namespace Gnomon.Triggers.Cron;

/// <summary>An expression as it was written: for each field its list of items.</summary>
/// <param name="Grammar">The dialect.</param>
/// <param name="Text">The normal form: single spaces, capitals, macros in small letters, <c>H</c> worked out.</param>
/// <param name="Fields">The items of each field that the text has.</param>
/// <param name="Stars">The fields whose text begins with <c>*</c>.</param>
internal sealed record CronSyntax(
    CronGrammar Grammar,
    string Text,
    IReadOnlyDictionary<CronFieldName, IReadOnlyList<CronItem>> Fields,
    IReadOnlySet<CronFieldName> Stars)
{
    /// <summary>Whether it has a field for seconds.</summary>
    public bool HasSeconds => Fields.ContainsKey(CronFieldName.Second);

    /// <summary>The values of a field of plain items; seconds that the text lacks are 0.</summary>
    public IEnumerable<int> Values(CronFieldName name)
    {
        if (!Fields.TryGetValue(name, out var items)) return [0];
        return items.SelectMany(Grammar[name].Expand);
    }

    /// <summary>The values of the plain items of a field, as bits; seconds that the text lacks are 0.</summary>
    public ulong Mask(CronFieldName name)
    {
        if (!Fields.TryGetValue(name, out var items)) return 1;
        var field = Grammar[name];
        ulong bits = 0;
        foreach (var item in items)
            if (item.IsPlain)
                bits |= field.Bits(item);
        return bits;
    }

    /// <summary>Whether it follows elapsed time where clocks change. In vixie that is so when the minute or the hour
    /// begins with <c>*</c>, as in Unix cron; elsewhere when the second, minute or hour has a wildcard, a step or a range.
    /// </summary>
    public bool IsInterval => Grammar.Dialect == CronDialect.Vixie
        ? Stars.Contains(CronFieldName.Minute) || Stars.Contains(CronFieldName.Hour)
        : Fields.Any(pair => pair.Key <= CronFieldName.Hour
            && pair.Value.Any(item => item.Kind is CronItemKind.Every or CronItemKind.Range));
}
