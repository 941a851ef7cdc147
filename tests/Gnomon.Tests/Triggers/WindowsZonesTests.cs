using System.Reflection;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

public sealed class WindowsZonesTests
{
    [Theory]
    [InlineData("W. Europe Standard Time", "Europe/Berlin")]
    [InlineData("Eastern Standard Time", "America/New_York")]
    [InlineData("china standard time", "Asia/Shanghai")]
    [InlineData("UTC-11", "Etc/GMT+11")]
    [InlineData("Europe/Berlin", "Europe/Berlin")]
    [InlineData("UTC", "UTC")]
    [InlineData("Mars Standard Time", "Mars Standard Time")]
    public void A_Windows_id_becomes_that_of_IANA_and_any_other_text_stays(string id, string iana) =>
        Assert.Equal(iana, WindowsZones.ToIana(id));

    [Fact]
    public void Each_zone_of_the_table_is_known_to_this_machine()
    {
        var table = (Dictionary<string, string>)typeof(WindowsZones)
            .GetField("Iana", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;
        Assert.Equal(138, table.Count);
        Assert.All(table.Values, id => Assert.Equal(id, TimeZones.Find(id).Id));
    }
}
