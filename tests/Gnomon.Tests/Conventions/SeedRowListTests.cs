using System.Text.RegularExpressions;
using Xunit;

namespace Gnomon.Tests.Conventions;

public sealed partial class SeedRowListTests
{
    private static IEnumerable<string> NamedRows =>
        from name in NamedProofs.Cases.Concat(NamedProofs.Tests)
        let row = RowName().Match(name)
        where row.Success
        select row.Groups[1].Value;

    [Fact]
    public void Every_weakness_that_concerns_jobs_has_a_test_named_after_it() => Report.Empty(
        from row in SeedRows.All
        where row.Value == SeedRows.Tested && !NamedRows.Contains(row.Key)
        select $"no test and no case is named Row_{row.Key}_...");

    [Fact]
    public void Every_test_named_after_a_weakness_has_it_on_the_list() => Report.Empty(
        from row in NamedRows
        where SeedRows.All.GetValueOrDefault(row) != SeedRows.Tested
        select $"Row_{row}_... is not on the list of those that are tested");

    [Theory]
    [InlineData("M_1h", 16)]
    [InlineData("T_3c", 12)]
    [InlineData("K_4c", 12)]
    public void The_list_leaves_no_weakness_out(string section, int count) => Assert.Equal(
        Enumerable.Range(1, count).Select(number => $"{section}_{number}"),
        SeedRows.All.Keys.Where(row => row.StartsWith(section, StringComparison.Ordinal)));

    [GeneratedRegex("^Row_([MTK]_(?:1h|3c|4c)_[0-9]+)_")]
    private static partial Regex RowName();
}
