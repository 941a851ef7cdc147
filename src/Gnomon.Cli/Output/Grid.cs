namespace Gnomon.Cli.Output;

/// <summary>A table to show.</summary>
/// <param name="Headings">One for each column; empty for a list of names and values.</param>
/// <param name="Rows">Cells are text as it came; whoever draws them makes them harmless.</param>
internal sealed record Grid(IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The heading of columns that hold states.</summary>
    public const string State = "STATE";

    /// <summary>A list of names and values; those without a value are left out.</summary>
    public static Grid Of(params IEnumerable<(string Name, string? Value)> fields) => new(
        [],
        [.. fields.Where(field => !string.IsNullOrEmpty(field.Value))
            .Select(IReadOnlyList<string> (field) => [field.Name, field.Value!])]);
}
