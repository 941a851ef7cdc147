using Gnomon.Wire;
using Gnomon.Wire.Resp;

namespace Shared.Servers;

/// <summary>Single commands to a server that a test has started.</summary>
internal static class RedisCli
{
    /// <summary>Sends a command, and answers its reply as text, elements of arrays with spaces between.</summary>
    public static async Task<string> RunAsync(int port, params string[] words)
    {
        await using var connection = await ConnectAsync(port);
        return await RunAsync(connection, words);
    }

    public static Task<RespConnection> ConnectAsync(int port) => RespConnection.ConnectAsync(
        new RespOptions { Wire = new WireOptions { Endpoint = new WireEndpoint("127.0.0.1", port) } });

    public static async Task<string> RunAsync(RespConnection connection, params string[] words)
    {
        using var command = RespCommand.Create(words[0]);
        foreach (var word in words.AsSpan(1)) command.Add(word);
        return await connection.ExecuteAsync(command, Text);
    }

    /// <summary>Asks again and again until the answer is as wanted.</summary>
    /// <exception cref="TimeoutException">It is not within half a minute.</exception>
    public static async Task UntilAsync(int port, Func<string, bool> isWanted, params string[] words)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        var last = "";
        while (!limit.IsCancellationRequested)
        {
            try
            {
                last = await RunAsync(port, words);
                if (isWanted(last)) return;
            }
            catch (Exception error) when (error is WireException or RespServerException)
            {
                last = error.Message;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }

        throw new TimeoutException($"Port {port} said to {string.Join(' ', words)} at last: {last}");
    }

    private static string Text(ref RespReader reader, object? state)
    {
        var kind = reader.Peek();
        if (kind is RespKind.Map)
        {
            var pairs = new string[reader.ReadMap() * 2];
            for (var i = 0; i < pairs.Length; i++) pairs[i] = Text(ref reader, null);
            return string.Join(' ', pairs);
        }

        if (kind is not (RespKind.Array or RespKind.Set)) return reader.ReadString() ?? "";
        var parts = new string[reader.ReadArray()];
        for (var i = 0; i < parts.Length; i++) parts[i] = Text(ref reader, null);
        return string.Join(' ', parts);
    }
}
