namespace Gnomon.Triggers.Cron;

/// <summary>Names for common expressions.</summary>
internal static class CronMacro
{
    private static readonly (string Name, string Fields)[] All =
    [
        ("@every_minute", "* * * * *"), ("@hourly", "0 * * * *"), ("@daily", "0 0 * * *"),
        ("@midnight", "0 0 * * *"), ("@weekly", "0 0 * * SUN"), ("@monthly", "0 0 1 * *"), ("@yearly", "0 0 1 1 *"),
        ("@annually", "0 0 1 1 *"),
    ];

    /// <summary>What only a dialect with seconds can say.</summary>
    private const string EverySecond = "@every_second";

    /// <summary>The fields that a macro stands for in a dialect.</summary>
    /// <param name="word">The macro.</param>
    /// <param name="dialect">The dialect.</param>
    /// <param name="name">Its name in small letters.</param>
    /// <exception cref="CronFormatException">There is no such macro.</exception>
    public static string Expand(TextPiece word, CronDialect dialect, out string name)
    {
        name = word.Text.ToLowerInvariant();
        if (name == EverySecond && dialect != CronDialect.Vixie) return ToDialect("* * * * * *", dialect);
        foreach (var macro in All)
            if (macro.Name == name)
                return dialect == CronDialect.Quartz ? ToDialect($"0 {macro.Fields}", dialect) : macro.Fields;

        var names = (dialect == CronDialect.Vixie ? "" : EverySecond + " ") + string.Join(' ', All.Select(m => m.Name));
        throw new CronFormatException("expression", word.Column, word.Text, "is not a macro", name switch
        {
            "@every" => "'@every 90s' stands by itself as a trigger, not in a cron expression; macros are " + names,
            "@reboot" => "a schedule has no start of the machine; macros are " + names,
            _ => names,
        });
    }

    /// <summary>In quartz a day field that says nothing is <c>?</c>, for <c>*</c> would match each day.</summary>
    private static string ToDialect(string fields, CronDialect dialect)
    {
        if (dialect != CronDialect.Quartz) return fields;
        var words = fields.Split(' ');
        words[words[5] == "*" ? 5 : 3] = "?";
        return string.Join(' ', words);
    }
}
