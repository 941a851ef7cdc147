using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

public sealed class StableHashTests
{
    /// <summary>The numbers were worked out by another program from the written definition.</summary>
    [Theory]
    [InlineData("", 0, 0x7BD3144F29C0CC9E)]
    [InlineData("nightly", 0, 0x1D198B382FB9F8E9)]
    [InlineData("nightly", 1, 0x6F915E51C78BEDD9)]
    [InlineData("nightly", -1, 0xCA759696814A4473)]
    [InlineData("Grüße", 639_000_000_000_000_000, 0xB0B45D24F6A7F0BE)]
    public void Numbers_are_those_of_the_written_definition(string text, long salt, ulong expected) =>
        Assert.Equal(expected, StableHash.Of(text, salt));
}
