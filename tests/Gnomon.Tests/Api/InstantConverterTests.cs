using Gnomon.Api;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Api;

public sealed class InstantConverterTests
{
    [Theory]
    [InlineData("2026-05-01T08:30:00Z", "2026-05-01T08:30:00Z")]
    [InlineData("2026-05-01T08:30Z", "2026-05-01T08:30:00Z")]
    [InlineData("2026-05-01T08:30:00.25+02:00", "2026-05-01T06:30:00.25Z")]
    [InlineData("2026-05-01T08:30:00-05:30", "2026-05-01T14:00:00Z")]
    [InlineData("2026-05-01T08:30:00.123456789Z", "2026-05-01T08:30:00.1234567Z")]
    public void An_instant_with_an_offset_is_read_and_written_in_utc(string text, string expected)
    {
        Assert.True(InstantText.TryParse(text, out var instant));
        Assert.Equal(expected, InstantText.Format(instant));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Z")]
    [InlineData("2026-05-01")]
    [InlineData("2026-05-01T08:30:00")]
    [InlineData("2026-02-30T08:30:00Z")]
    [InlineData("2026-05-01 08:30:00Z")]
    [InlineData("tomorrow")]
    public void A_time_that_names_no_single_instant_is_refused(string? text) =>
        Assert.False(InstantText.TryParse(text, out _));
}
