namespace Gnomon.Triggers;

/// <summary>A five-field cron expression: minute (0-59), hour (0-23), day of month (1-31), month (1-12 or JAN-DEC) and
/// day of week (0-7 or SUN-SAT; 0 and 7 are Sunday).
/// <para>A field is <c>*</c> or a comma list of values and ranges, each with an optional step: <c>*/5</c>,
/// <c>1-10/2</c>, and <c>5/10</c>, which runs from 5 to the field's end. Ranges may wrap: <c>22-1</c>, <c>FRI-MON</c>.
/// In the two day fields <c>?</c> means <c>*</c>. A day must match both day fields. The macros are <c>@hourly</c>,
/// <c>@daily</c>, <c>@midnight</c>, <c>@weekly</c>, <c>@monthly</c>, <c>@yearly</c> and <c>@annually</c>.</para>
/// <para>Two expressions are equal when their texts are.</para></summary>
public sealed class CronExpression : IEquatable<CronExpression>
{
    private CronExpression(string text, CronFields fields)
    {
        Text = text;
        Calendar = new CronCalendar(fields);
        IsInterval = fields.Interval;
    }

    /// <summary>The expression as it was written, with single spaces and names in capitals; a macro stays one.
    /// </summary>
    public string Text { get; }

    /// <summary>Whether the minute or hour field holds a wildcard, a step or a range. Such an expression follows
    /// elapsed time where clocks change; one of plain values follows the calendar.</summary>
    public bool IsInterval { get; }

    internal CronCalendar Calendar { get; }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="CronFormatException">It is not one; says which field, where, and what is allowed.</exception>
    public static CronExpression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var fields = CronParser.Parse(ref text);
        return new CronExpression(text, fields);
    }

    /// <inheritdoc/>
    public bool Equals(CronExpression? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CronExpression);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The same as <see cref="Text"/>.</summary>
    public override string ToString() => Text;
}
