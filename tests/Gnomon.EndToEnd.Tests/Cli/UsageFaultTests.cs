using Gnomon.Cli.Options;
using Gnomon.Cli.Output;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

public sealed class UsageFaultTests
{
    [Theory]
    [InlineData("--tiemout", "--timeout")]
    [InlineData("--qeue", "--queue")]
    [InlineData("--completely-else", null)]
    public void Nearest_suggests_only_what_is_near(string word, string? expected) =>
        Assert.Equal(expected, UsageFault.Nearest(word, ["--timeout", "--queue", "--retry"]));

    [Fact]
    public void A_wait_without_a_duration_is_without_end() =>
        Assert.Equal(
            ["run", "--wait=forever", "add", "12", "--", "--wait"],
            WaitOption.Complete(["run", "--wait", "add", "12", "--", "--wait"]));

    [Fact]
    public void Tables_for_other_programs_keep_ids_whole_and_one_line_a_row()
    {
        var grid = new Grid(["ID", "RESULT"], [[new string('a', 200), "one\ntwo \u001b[31mred"]]);
        Assert.Equal($"{new string('a', 200)}  one two [31mred", GridText.Lines(grid).Last());
    }
}
