namespace Gnomon.Triggers.Cron;

/// <summary>Reads the text of an expression.</summary>
internal static class CronParser
{
    public const int MaxLength = 256;

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The text.</param>
    /// <param name="dialect">How to read it.</param>
    /// <param name="hash">Picks the values for <c>H</c>; null when there is nothing to pick by.</param>
    /// <exception cref="CronFormatException">It is not an expression of this dialect.</exception>
    public static CronSyntax Parse(string text, CronDialect dialect, CronHash? hash)
    {
        if (text.Length > MaxLength)
            throw new CronFormatException(
                "expression", 1, text[..32] + "…", $"has {text.Length} characters", $"at most {MaxLength}");
        var words = TextPiece.All(text);
        if (words is not [var macro] || !macro.StartsWith("@"))
            return ParseFields(text, words, CronGrammar.Of(dialect), hash);
        var fields = CronMacro.Expand(macro, dialect, out var name);
        return ParseFields(fields, TextPiece.All(fields), CronGrammar.Of(dialect), null) with { Text = name };
    }

    private static CronSyntax ParseFields(string text, List<TextPiece> words, CronGrammar grammar, CronHash? hash)
    {
        var fields = grammar.FieldsOf(words.Count);
        if (fields.IsEmpty) throw WrongCount(text, words, grammar);
        var normal = new NormalText(stackalloc char[MaxLength]);
        var items = new CronItem[fields.Length][];
        for (var i = 0; i < fields.Length; i++)
        {
            if (i > 0) normal.Append(" ");
            items[i] = new CronFieldParser(grammar, fields[i], hash).Parse(words[i], ref normal);
        }

        var syntax = new CronSyntax(grammar, normal.ToString(), items);
        if (grammar.Dialect == CronDialect.Quartz && syntax.IsUnset(CronFieldName.DayOfMonth)
            && syntax.IsUnset(CronFieldName.DayOfWeek))
            throw grammar.Field(CronFieldName.DayOfWeek).Error(
                words[(int)CronFieldName.DayOfWeek], "stands in both day fields",
                "? in one of them, and days in the other");
        return syntax;
    }

    private static CronFormatException WrongCount(string text, List<TextPiece> words, CronGrammar grammar)
    {
        if (words.Count == 0) return new CronFormatException("expression", 1, text, "is empty", grammar.Form);
        var problem = $"has {words.Count} {(words.Count == 1 ? "field" : "fields")}";
        var most = grammar.Fields.Length;
        var tooFew = words.Count < grammar.MinFields;
        var hint = tooFew && !(grammar.Dialect == CronDialect.Quartz && words.Count == 5) ? "" : grammar.Hint;
        return new CronFormatException(
            "expression", words[tooFew ? 0 : most].Column, text.Trim(' ', '\t'), problem, grammar.Form + hint);
    }
}
