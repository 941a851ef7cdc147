using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

public sealed class TimeZonesTests
{
    [Theory]
    [InlineData("UTC")]
    [InlineData("Asia/Shanghai")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("Etc/GMT+5")]
    public void An_IANA_id_finds_its_zone(string id) => Assert.Equal(id, TimeZones.Find(id).Id);

    [Theory]
    [InlineData("Asia/Shangai", "Asia/Shanghai")]
    [InlineData("asia/shanghai", "Asia/Shanghai")]
    [InlineData("Berlin", "Europe/Berlin")]
    [InlineData("america/new york", "America/New_York")]
    public void An_unknown_id_is_named_with_the_nearest_known_one_first(string id, string nearest)
    {
        var error = Assert.Throws<UnknownZoneException>(() => TimeZones.Find(id));
        Assert.Equal(id, error.Id);
        Assert.Equal(nearest, error.Nearest[0]);
        Assert.Contains($"'{id}'", error.Message);
        Assert.Contains($"did you mean {nearest}", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Zzyzx/Qwrtpsdfgh")]
    [InlineData("../../../../../../dev/zero")]
    [InlineData("Europe/../Europe/Berlin")]
    [InlineData("/etc/localtime")]
    [InlineData("localtime")]
    [InlineData("right/Europe/Berlin")]
    [InlineData("posix/Europe/Berlin")]
    [InlineData("Europe")]
    [InlineData("Europe/")]
    public void What_is_no_id_is_refused_and_opens_no_file(string id)
    {
        var error = Assert.Throws<UnknownZoneException>(() => TimeZones.Find(id));
        Assert.Contains($"'{id}' is not a time zone", error.Message);
    }

    [Fact]
    public void A_very_long_id_is_cut_in_the_message()
    {
        var error = Assert.Throws<UnknownZoneException>(() => TimeZones.Find(new string('x', 9_999)));
        Assert.True(error.Message.Length < 200);
    }
}
