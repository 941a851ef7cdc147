using Gnomon.WebCalls;
using Xunit;

namespace Gnomon.Tests.WebCalls;

public sealed class WebCallOptionsTests
{
    private static readonly WebCallOptions Valid = new() { AllowedHosts = ["example.com"] };

    public static TheoryData<string, string> Wrong => new()
    {
        { "none", "AllowedHosts has 0 entries; allowed are 1 to 1000." },
        { "many", "AllowedHosts has 1001 entries; allowed are 1 to 1000." },
        { "entry", "AllowedHosts: 'a b' does not name hosts: " },
        { "zero", "Timeout is 00:00:00; allowed is longer than zero, up to 1.00:00:00." },
        { "long", "Timeout is 1.00:00:00.0000001; allowed is" },
        { "request", "MaxRequestBytes is 262145; allowed are 0 to 262144." },
        { "response", "MaxResponseBytes is -1; allowed are 0 to 262144." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Values_out_of_range_are_refused_by_name(string which, string message)
    {
        var options = which switch
        {
            "none" => new WebCallOptions(),
            "many" => Valid with { AllowedHosts = [.. Enumerable.Repeat("example.com", 1001)] },
            "entry" => Valid with { AllowedHosts = ["example.com", "a b"] },
            "zero" => Valid with { Timeout = TimeSpan.Zero },
            "long" => Valid with { Timeout = WebCallLimits.MaxTimeout + TimeSpan.FromTicks(1) },
            "request" => Valid with { MaxRequestBytes = 256 * 1024 + 1 },
            _ => Valid with { MaxResponseBytes = -1 },
        };
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(options.Validate).Message);
    }

    [Fact]
    public void Values_at_the_ends_of_their_ranges_are_allowed()
    {
        Valid.Validate();
        (Valid with { Timeout = WebCallLimits.MaxTimeout, MaxRequestBytes = 0, MaxResponseBytes = 0 }).Validate();
    }
}
