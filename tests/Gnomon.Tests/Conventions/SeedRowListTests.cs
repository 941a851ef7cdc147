using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Gnomon.Tests.Conventions;

public sealed partial class SeedRowListTests
{
    private const string Page = "docs/coming-from.md";

    /// <summary>The rows that tests and cases are named after: one, or several with <c>_and_</c> between them.</summary>
    private static IEnumerable<string> NamedRows =>
        from name in NamedProofs.Cases.Concat(NamedProofs.Tests)
        let rows = RowName().Match(name)
        where rows.Success
        from row in rows.Groups[1].Value.Split("_and_")
        select row;

    /// <summary>The rows that the page for those who come from another system tells of.</summary>
    private static HashSet<string> ToldRows =>
    [
        .. from line in Repository.Text(Page).Split('\n')
           where line.StartsWith("| ", StringComparison.Ordinal)
           from part in line.Split('|')[1].Split(',')
           from row in Expand(part.Trim())
           select row,
    ];

    [Fact]
    public void Every_row_has_a_test_named_after_it_or_a_reason() => Report.Empty(
        from row in SeedRows.All
        where row.Value == SeedRows.Tested && !NamedRows.Contains(row.Key)
        select $"no test and no case is named Row_{row.Key}_...");

    [Fact]
    public void Every_test_named_after_a_row_has_it_on_the_list() => Report.Empty(
        from row in NamedRows
        where SeedRows.All.GetValueOrDefault(row) != SeedRows.Tested
        select $"Row_{row}_... is not on the list of those that are tested");

    [Fact]
    public void Every_feature_without_a_test_is_told_with_what_takes_its_place() => Report.Empty(
        from row in SeedRows.All
        where row.Value != SeedRows.Tested && Feature().IsMatch(row.Key) && !ToldRows.Contains(row.Key)
        select $"{Page} has no row {row.Key}");

    [Fact]
    public void Every_proof_that_the_page_names_is_there()
    {
        var named = Proof().Matches(Repository.Text(Page)).Select(match => match.Value).ToList();
        Assert.NotEmpty(named);
        Report.Empty(named.Where(name => !NamedProofs.Tests.Contains(name) && !NamedProofs.Cases.Contains(name)));
    }

    [Theory]
    [InlineData("M_1h_", 1, 16)]
    [InlineData("T_3c_", 1, 12)]
    [InlineData("K_4c_", 1, 12)]
    [InlineData("X", 1, 7)]
    [InlineData("M", 4, 13)]
    [InlineData("M", 32, 37)]
    [InlineData("M", 46, 48)]
    [InlineData("M", 51, 53)]
    [InlineData("T", 1, 20)]
    public void The_list_leaves_no_row_out(string section, int first, int last) => Report.Empty(
        Enumerable.Range(first, last - first + 1).Select(number => $"{section}{number}")
            .Where(row => !SeedRows.All.ContainsKey(row)));

    /// <summary>The rows of a cell such as <c>T1</c> or <c>T6 to T9</c>.</summary>
    private static IEnumerable<string> Expand(string cell)
    {
        var range = Range().Match(cell);
        if (!range.Success) return [cell];
        var (first, last) = (Number(range, 2), Number(range, 3));
        return Enumerable.Range(first, last - first + 1).Select(number => $"{range.Groups[1].Value}{number}");
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("^Row_((?:[XMT][0-9]+|[MTK]_(?:1h|3c|4c)_[0-9]+)(?:_and_(?:[XMT][0-9]+|[MTK]_(?:1h|3c|4c)_[0-9]+))*)_")]
    private static partial Regex RowName();

    [GeneratedRegex("^[XMT][0-9]+$")]
    private static partial Regex Feature();

    [GeneratedRegex("^([XMT])([0-9]+) to [XMT]([0-9]+)$")]
    private static partial Regex Range();

    [GeneratedRegex("(?<=`)[A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+){2,}(?=`)")]
    private static partial Regex Proof();
}
