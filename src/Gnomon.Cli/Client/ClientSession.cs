using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gnomon.Api;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Client;

/// <summary>One client verb at work: the API it calls and how it shows the answer.</summary>
/// <param name="api">The API of a server or of a store opened here.</param>
/// <param name="connection">What is given up at the end.</param>
/// <param name="context">What every verb works with.</param>
/// <param name="json">Whether answers are shown as JSON.</param>
/// <param name="workerPossible">Whether somebody may run jobs meanwhile: nobody can while this process owns the store.
/// </param>
internal sealed class ClientSession(
    IGnomonApi api, object connection, CliContext context, bool json, bool workerPossible) : IAsyncDisposable
{
    public IGnomonApi Api => api;

    public Terminal Terminal => context.Terminal;

    public TimeProvider Time => context.Time;

    public bool Json => json;

    public bool WorkerPossible => workerPossible;

    /// <summary>Shows an answer, as JSON when that was asked for, else for people.</summary>
    public void Show<T>(T answer, JsonTypeInfo<T> type, Action<Terminal, T> show)
    {
        if (json) Terminal.Write(JsonSerializer.Serialize(answer, type));
        else show(Terminal, answer);
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is IAsyncDisposable store) await store.DisposeAsync().ConfigureAwait(false);
        else ((IDisposable)connection).Dispose();
    }
}
