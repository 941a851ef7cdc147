namespace Gnomon.Triggers.Cron;

/// <summary>An expression as it was written: for each field its list of items.</summary>
/// <param name="Grammar">The dialect.</param>
/// <param name="Text">The normal form: single spaces, capitals, macros in small letters, <c>H</c> worked out.</param>
/// <param name="Items">The items of each field that the text has, in its order.</param>
internal sealed record CronSyntax(CronGrammar Grammar, string Text, CronItem[][] Items)
{
    private static readonly CronItem[] Zero = [new(CronItemKind.Value)];

    /// <summary>The items of a field; of seconds that the text lacks, 0.</summary>
    public CronItem[] this[CronFieldName name] => Has(name) ? Items[Index(name)] : Zero;

    /// <summary>Whether a day matches that matches either day field: in quartz, and in vixie unless one of the fields
    /// begins with <c>*</c>.</summary>
    public bool TakesEitherDay => Grammar.Dialect == CronDialect.Quartz
        || (Grammar.Dialect == CronDialect.Vixie && !Begins(CronFieldName.DayOfMonth)
            && !Begins(CronFieldName.DayOfWeek));

    /// <summary>Whether it follows elapsed time where clocks change. In vixie that is so when the minute or the hour
    /// begins with <c>*</c>, as in Unix cron; elsewhere when the second, minute or hour has a wildcard, a step or a
    /// range.</summary>
    public bool IsInterval => Grammar.Dialect == CronDialect.Vixie
        ? Begins(CronFieldName.Minute) || Begins(CronFieldName.Hour)
        : Repeats(CronFieldName.Second) || Repeats(CronFieldName.Minute) || Repeats(CronFieldName.Hour);

    public bool Has(CronFieldName name) => Index(name) >= 0 && Index(name) < Items.Length;

    /// <summary>Whether a day field is <c>?</c>.</summary>
    public bool IsUnset(CronFieldName name) => this[name][0].Kind == CronItemKind.Unset;

    /// <summary>Whether a field has a wildcard, a step or a range.</summary>
    public bool Repeats(CronFieldName name) =>
        Array.Exists(this[name], item => item.Kind is CronItemKind.Every or CronItemKind.Range);

    /// <summary>The values of a field of plain items; seconds that the text lacks are 0.</summary>
    public IEnumerable<int> Values(CronFieldName name) =>
        Has(name) ? this[name].SelectMany(Grammar.Field(name).Expand) : [0];

    /// <summary>Where a field stands. Only the first can be missing in native and vixie, and only the last in quartz.
    /// </summary>
    private int Index(CronFieldName name) =>
        Grammar.Dialect == CronDialect.Quartz ? (int)name : (int)name - ((int)CronFieldName.Year - Items.Length);

    private bool Begins(CronFieldName name) => this[name][0].Kind == CronItemKind.Every;
}
