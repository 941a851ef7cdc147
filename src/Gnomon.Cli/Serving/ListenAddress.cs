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
        try
        {
            var url = Http.ListenAddress.Parse(text);
            var host = url.IdnHost.Trim('[', ']');
            return new ListenAddress(host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(host), url.Port);
        }
        catch (FormatException refusal)
        {
            throw new CommandFailedException(ExitCodes.Usage, $"--listen: {refusal.Message}");
        }
    }
}
