using Gnomon.Triggers.Cron;

namespace Gnomon.Triggers;

/// <summary>A cron expression: which local times, in the words of a <see cref="CronDialect"/>.
/// <para>A field is a comma list of values, ranges and <c>*</c>, the last two with a step if wanted: <c>*/5</c>,
/// <c>1-10/2</c>. Months and weekdays have names of three letters. Beyond that <see cref="CronDialect.Native"/> and
/// <see cref="CronDialect.Quartz"/> know <c>5/10</c>, which runs from 5 to the field's end; ranges that wrap, such as
/// <c>22-1</c> and <c>FRI-MON</c>; <c>?</c> in a day field; <c>L</c>, <c>L-3</c>, <c>LW</c>, <c>15W</c> and
/// <c>L-3W</c> as days of the month; <c>FRIL</c> and <c>FRI#3</c> as days of the week; and <c>H</c>, <c>H/15</c>,
/// <c>H(0-29)</c> and <c>H(0-29)/15</c> for values picked by a schedule's name. The macros are <c>@every_second</c>,
/// <c>@every_minute</c>, <c>@hourly</c>, <c>@daily</c>, <c>@midnight</c>, <c>@weekly</c>, <c>@monthly</c>,
/// <c>@yearly</c> and <c>@annually</c>.</para>
/// <para>Two expressions are equal when their texts and dialects are.</para></summary>
public sealed class CronExpression : IEquatable<CronExpression>
{
    private CronExpression(CronSyntax syntax)
    {
        Text = syntax.Text;
        Dialect = syntax.Grammar.Dialect;
        IsInterval = syntax.IsInterval;
        Calendar = new CronCalendar(new CronFields(syntax));
    }

    /// <summary>The expression as it was written, with single spaces and names in capitals; a macro stays one, and an
    /// <c>H</c> has become what it stands for.</summary>
    public string Text { get; }

    /// <summary>How the text is read.</summary>
    public CronDialect Dialect { get; }

    /// <summary>Whether it follows elapsed time where clocks change, as an expression with a wildcard, a step or a
    /// range in its second, minute or hour does. One of plain values follows the calendar. In
    /// <see cref="CronDialect.Vixie"/> only a minute or hour that begins with <c>*</c> makes an interval, as in Unix
    /// cron (cronie, src/entry.c).</summary>
    public bool IsInterval { get; }

    /// <summary>The expression in English, such as <c>At 02:30, Monday through Friday</c>.</summary>
    public string Description => CronDescription.Of(CronParser.Parse(Text, Dialect, hash: null));

    internal CronCalendar Calendar { get; }

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The text, of at most 256 characters.</param>
    /// <param name="dialect">How to read it.</param>
    /// <param name="seed">What <c>H</c> picks its values by: the name of the schedule. Null when there is none, and
    /// then <c>H</c> is refused.</param>
    /// <exception cref="CronFormatException">It is not one; says which field, where, and what is allowed.</exception>
    public static CronExpression Parse(string text, CronDialect dialect = CronDialect.Native, string? seed = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new CronExpression(CronParser.Parse(text, dialect, seed is null ? null : CronHash.Of(seed)));
    }

    /// <inheritdoc/>
    public bool Equals(CronExpression? other) => other is not null && Text == other.Text && Dialect == other.Dialect;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CronExpression);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Text, Dialect);

    /// <summary>The same as <see cref="Text"/>.</summary>
    public override string ToString() => Text;
}
