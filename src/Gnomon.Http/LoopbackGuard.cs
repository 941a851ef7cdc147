using System.Net;
using Gnomon.Api;
using Microsoft.AspNetCore.Http;

namespace Gnomon.Http;

/// <summary>Lets only this machine in while no keys are configured: judged on the socket, never on what a request says
/// of itself.</summary>
internal static class LoopbackGuard
{
    // A request that passed through anything that forwards is not local, whoever holds the socket.
    private static readonly string[] ForwardingHeaders =
        ["Forwarded", "Via", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP"];

    private static readonly string[] ForwardingPrefixes = ["X-Forwarded-", "X-Original-"];

    /// <summary>Refuses a request that is not from this machine, or that a foreign web page made a browser send.
    /// </summary>
    /// <exception cref="ApiException">403; says which rule the request breaks.</exception>
    public static void Check(HttpContext context)
    {
        if (!IsLoopback(context.Connection.RemoteIpAddress))
            throw Refusal("Only this machine may call this server: the request came from elsewhere.");
        foreach (var header in context.Request.Headers)
            if (IsForwarding(header.Key))
                throw Refusal($"Only this machine may call this server: by its {header.Key} it was forwarded.");
        if (!IsOwnHost(context))
            throw Refusal(
                $"The Host header '{context.Request.Host.Value}' does not name this server; "
                + "allowed are localhost, 127.0.0.1, [::1] and the address it listens on.");
        if (IsChange(context.Request.Method) && !IsSameOrigin(context.Request))
            throw Refusal("A web page of another origin may not change anything here.");
    }

    private static ApiException Refusal(string detail) => new(StatusCodes.Status403Forbidden, "Forbidden", detail);

    private static bool IsLoopback(IPAddress? address) =>
        address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static bool IsForwarding(string name)
    {
        foreach (var header in ForwardingHeaders)
            if (name.Equals(header, StringComparison.OrdinalIgnoreCase))
                return true;
        foreach (var prefix in ForwardingPrefixes)
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    // A name that an attacker's DNS points at 127.0.0.1 makes a browser call us with that name as the host.
    private static bool IsOwnHost(HttpContext context)
    {
        var host = context.Request.Host.Host;
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return true;
        return IPAddress.TryParse(host.Trim('[', ']'), out var address)
            && (IsLoopback(address) || address.Equals(context.Connection.LocalIpAddress));
    }

    private static bool IsChange(string method) =>
        !(HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method));

    // Programs send neither header; browsers send at least one of them with every change.
    private static bool IsSameOrigin(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0 && !(site.Count == 1 && site[0] is "same-origin" or "none")) return false;
        var origin = request.Headers.Origin;
        return origin.Count == 0
            || (origin.Count == 1
                && Uri.TryCreate(origin[0], UriKind.Absolute, out var uri)
                && uri.Scheme.Equals(request.Scheme, StringComparison.OrdinalIgnoreCase)
                && HostString.FromUriComponent(uri).Value == Normalised(request));
    }

    private static string? Normalised(HttpRequest request) =>
        Uri.TryCreate($"{request.Scheme}://{request.Host.Value}", UriKind.Absolute, out var uri)
            ? HostString.FromUriComponent(uri).Value
            : null;
}
