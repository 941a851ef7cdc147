using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Options;
using Gnomon.Cli.Serving;

namespace Gnomon.Cli.Client;

/// <summary>The options that every client verb has, and how they lead to an API.</summary>
internal sealed class ClientOptions
{
    // A request may wait this long for a result; the rest is for the network.
    private static readonly TimeSpan RequestLimit = ApiLimits.MaxResultWait + TimeSpan.FromSeconds(30);

    private readonly Option<string?> _server = OptionKinds.Text(
        "--server", $"The server; default: GNOMON_SERVER, else {ListenAddress.Default}.", "url");

    private readonly Option<string?> _store = OptionKinds.Text(
        "--store", "Open this store here instead of asking a server: local:DIR or redis://HOST.", "url");

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document and nothing else." };

    public void AddTo(Command command)
    {
        command.Options.Add(_server);
        command.Options.Add(_store);
        command.Options.Add(_json);
    }

    /// <summary>Opens what the options name.</summary>
    /// <exception cref="CommandFailedException">They contradict each other or are malformed.</exception>
    public async Task<ClientSession> OpenAsync(
        ParseResult parsed, CliContext context, CancellationToken cancellation)
    {
        var (server, store) = (parsed.GetValue(_server), parsed.GetValue(_store));
        if (server is not null && store is not null)
            throw new CommandFailedException(
                ExitCodes.Usage, "--server and --store exclude each other; name a server or a store, not both");
        var json = parsed.GetValue(_json);
        if (store is not null && !store.StartsWith("http", StringComparison.OrdinalIgnoreCase))
        {
            var opened = await OpenedStore.OpenAsync(store, context.Time, cancellation).ConfigureAwait(false);
            var api = new StoreApi(opened.Parts, context.Time);
            return new ClientSession(api, opened, context, json, StoreChoice.IsShared(store));
        }

        var http = Connect(Address(server ?? store, store is null ? "--server" : "--store", context));
        return new ClientSession(new HttpApi(http), http, context, json, workerPossible: true);
    }

    private static Uri Address(string? given, string option, CliContext context)
    {
        var fromEnvironment = given is null && context.ServerFromEnvironment is { Length: > 0 };
        var text = given ?? (fromEnvironment ? context.ServerFromEnvironment! : ListenAddress.Default);
        if (!text.EndsWith('/')) text += "/";
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https") return uri;
        throw new CommandFailedException(
            ExitCodes.Usage,
            $"{(fromEnvironment ? "GNOMON_SERVER" : option)}: '{text[..^1]}' is not the address of a server; "
            + $"allowed are http:// and https:// URLs such as {ListenAddress.Default}");
    }

    private static HttpClient Connect(Uri server) => new(new SocketsHttpHandler
    {
        // A proxy cannot reach this machine's own addresses, and its headers would make the server refuse.
        UseProxy = !server.IsLoopback, AllowAutoRedirect = false,
    })
    {
        BaseAddress = server, Timeout = RequestLimit,
    };
}
