using Gnomon.Testing.Conformance;
using Xunit;

namespace Gnomon.Tests.Testing.Conformance;

public sealed class ConformanceMatrixTests
{
    private readonly ConformanceMatrix _matrix = new();

    [Fact]
    public void Cases_stand_in_the_order_of_the_suite_with_engines_across_and_reasons_below()
    {
        var (first, second) = (ConformanceSuite.Cases[0], ConformanceSuite.Cases[1]);
        _matrix.Passed("memory", second);
        _matrix.Passed("memory", first);
        _matrix.Skipped("disk", first, "no disk here");
        _matrix.Failed("disk", second, "Expected 1.\nIt is 2.");
        var width = first.Name.Length;
        Assert.Equal(
            [
                $"    {new string(' ', width)}  memory  disk",
                $"P1  {first.Name}  pass    skip 1",
                $"P1  {second.Name.PadRight(width)}  pass    FAIL 2",
                "",
                "1: no disk here",
                "2: Expected 1.",
                "memory: 2 pass, 0 skip, 0 fail",
                "disk: 0 pass, 1 skip, 1 fail",
                "",
            ],
            _matrix.ToString().Split('\n'));
    }

    [Fact]
    public void Case_that_one_engine_did_not_run_is_a_dash_there()
    {
        _matrix.Passed("a", ConformanceSuite.Cases[0]);
        _matrix.Passed("b", ConformanceSuite.Cases[1]);
        Assert.Contains($"{ConformanceSuite.Cases[0].Name}  pass  -\n", _matrix.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_matrix_says_so() => Assert.Equal("No case was run.\n", _matrix.ToString());
}
