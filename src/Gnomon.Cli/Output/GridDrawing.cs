using Spectre.Console;
using Spectre.Console.Rendering;

namespace Gnomon.Cli.Output;

/// <summary>Draws tables on a screen.</summary>
internal static class GridDrawing
{
    // Long results and errors are cut here; 'job get' shows all of them.
    private const int MostCharacters = 100;

    public static IRenderable Draw(Grid grid)
    {
        var table = new Table { Border = grid.Headings.Count > 0 ? TableBorder.Rounded : TableBorder.None };
        if (grid.Headings.Count > 0)
            foreach (var heading in grid.Headings)
                table.AddColumn(Column(heading, heading.ToLowerInvariant()));
        else if (grid.Rows.Count > 0)
            table.HideHeaders().AddColumn(Column("ID", "")).AddColumn(Column("", ""));
        foreach (var row in grid.Rows)
            table.AddRow(row.Select((cell, column) => Cell(grid, cell, column)));
        return table;
    }

    /// <summary>The colour that a state has everywhere.</summary>
    public static Color Colour(string state) => state switch
    {
        "succeeded" => Color.Green,
        "dead" or "expired" => Color.Red,
        "cancelled" => Color.Yellow,
        "running" => Color.Aqua,
        _ => Color.Default,
    };

    private static TableColumn Column(string heading, string shown)
    {
        var column = new TableColumn(new Text(shown, new Style(decoration: Decoration.Dim)));
        return heading is "ID" or Grid.State ? column.NoWrap() : column;
    }

    private static Text Cell(Grid grid, string text, int column)
    {
        var isList = grid.Headings.Count == 0;
        var shown = PlainText.OneLine(text);
        if (isList) return new Text(shown, column == 0 ? new Style(decoration: Decoration.Dim) : null);
        var style = grid.Headings[column] == Grid.State ? new Style(Colour(text)) : null;
        return new Text(PlainText.Cut(shown, MostCharacters), style);
    }
}
