using Xunit;

namespace Gnomon.Tests.Conventions;

public sealed class CodeShapeTests
{
    [Fact]
    public void Comments_and_literals_are_blanked_and_lines_stay()
    {
        const string Text = "a /* { */ \"}\" '{' @\"\"\"{\" b // }\n\"\"\"\n{\n\"\"\" c $\"{{{d}\\\"{\"{\"}\" e";
        var code = CodeText.Blank(Text);
        Assert.Equal(Text.Length, code.Length);
        Assert.Equal(Text.Count(c => c == '\n'), code.Count(c => c == '\n'));
        Assert.Equal("abcde", string.Concat(code.Where(c => !char.IsWhiteSpace(c))));
    }

    [Fact]
    public void Top_level_types_are_found_and_nested_ones_are_not()
    {
        const string Code = """
            namespace X;
            public sealed class A<T>(int x) : B where T : class, new() { private enum Inner { One } }
            public record struct C(int X);
            public delegate ValueTask<int> D<T>(T value);
            internal interface E { void F(); }
            """;
        Assert.Equal(["A", "C", "D", "E"], CodeShape.Of(Code).Types);
    }

    [Fact]
    public void Members_are_measured_from_head_to_closing_brace()
    {
        const string Code = """
            class A
            {
                private int _a = 1;
                private readonly int[] _b =
                [
                    1,
                ];
                int P { get; init; } = 3;
                int M(int x = 1)
                {
                    if (x == 1) { return 2; }
                    return 3;
                }
                int N(int x) => x switch
                {
                    1 => 2,
                    _ => 3,
                };
                private sealed class Inner
                {
                    void O() { }
                }
            }
            """;
        var found = CodeShape.Of(Code).Members;
        Assert.Equal(
            [(3, 1, true), (4, 4, true), (8, 1, false), (9, 5, false), (14, 5, false), (21, 1, false)],
            found.Select(member => (member.Line, member.Lines, member.IsData)));
    }
}
