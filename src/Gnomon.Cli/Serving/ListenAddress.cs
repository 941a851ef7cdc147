using System.Net;
using System.Net.Sockets;

namespace Gnomon.Cli.Serving;

/// <summary>Where a server listens.</summary>
/// <param name="Address">An address of this machine's loopback.</param>
/// <param name="Port">1 to 65535.</param>
internal sealed record ListenAddress(IPAddress Address, int Port)
{
    public const string Default = "http://127.0.0.1:9595";

    public Uri Url => new(
        Address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"http://[{Address}]:{Port}"
            : $"http://{Address}:{Port}");

    /// <summary>Reads the value of <c>--listen</c>.</summary>
    /// <exception cref="CommandFailedException">It is no such address, or not one of this machine's loopback.
    /// </exception>
    public static ListenAddress Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp
            || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0 || uri.Port < 1)
            throw Refusal($"'{text}' is not an address to listen on; allowed is http://HOST:PORT such as {Default}");
        var host = uri.IdnHost.Trim('[', ']');
        var address = host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(host, out var ip) ? ip : null;
        if (address is null || !IPAddress.IsLoopback(address))
            throw Refusal(
                $"'{text}' can be reached from other machines, and keys are not available yet; listen on loopback, "
                + $"such as {Default}");
        return new ListenAddress(address, uri.Port);
    }

    private static CommandFailedException Refusal(string problem) => new(ExitCodes.Usage, $"--listen: {problem}");
}
