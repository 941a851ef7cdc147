using Gnomon.Http;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Http;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:9595")]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://localhost:9595/")]
    [InlineData("http://[::1]:9595")]
    public void An_address_of_this_machine_is_taken(string text) =>
        Assert.Equal(new Uri(text), ListenAddress.Parse(text));

    [Theory]
    [InlineData("http://0.0.0.0:9595", "other machines")]
    [InlineData("http://*:9595", "not an address")]
    [InlineData("http://[::]:9595", "other machines")]
    [InlineData("http://192.0.2.1:9595", "other machines")]
    [InlineData("http://example.com:9595", "other machines")]
    [InlineData("https://127.0.0.1:9595", "not an address")]
    [InlineData("http://127.0.0.1:9595/path", "not an address")]
    [InlineData("9595", "not an address")]
    public void Any_other_address_is_refused_with_what_is_allowed(string text, string part)
    {
        var error = Assert.Throws<FormatException>(() => ListenAddress.Parse(text));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Contains("[::1]", error.Message, StringComparison.Ordinal);
    }
}
