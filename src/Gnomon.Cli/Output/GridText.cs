using System.Text;

namespace Gnomon.Cli.Output;

/// <summary>Writes tables for files and other programs: columns two spaces apart, nothing cut, one line a row.
/// </summary>
internal static class GridText
{
    public static IEnumerable<string> Lines(Grid grid)
    {
        var rows = new List<IReadOnlyList<string>>();
        if (grid.Headings.Count > 0) rows.Add(grid.Headings);
        rows.AddRange(grid.Rows.Select(IReadOnlyList<string> (row) => [.. row.Select(PlainText.OneLine)]));
        if (rows.Count == 0) yield break;
        var widths = Enumerable.Range(0, rows[0].Count).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            var line = new StringBuilder();
            for (var column = 0; column < row.Count; column++)
                line.Append(column == row.Count - 1 ? row[column] : row[column].PadRight(widths[column] + 2));
            yield return line.ToString().TrimEnd();
        }
    }
}
