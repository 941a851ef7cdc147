using Gnomon.Wire;
using Gnomon.Wire.Resp;
using Xunit;

namespace Gnomon.Tests.Wire.Resp;

/// <summary>Short ways to connect and to send, for tests.</summary>
internal static class Redis
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Options for a loopback port, with time-outs that a loaded machine does not reach.</summary>
    public static RespOptions At(int port, Func<WireOptions, WireOptions>? change = null)
    {
        var wire = new WireOptions
        {
            Endpoint = new WireEndpoint("127.0.0.1", port), ConnectTimeout = Patience, CommandTimeout = Patience,
            BackoffFirst = TimeSpan.FromMilliseconds(1), BackoffCap = TimeSpan.FromMilliseconds(20), Random = new Random(1),
        };
        return new RespOptions { Wire = change is null ? wire : change(wire) };
    }

    /// <summary>Sends one command and answers with its reply as text.</summary>
    public static async Task<string?> TextAsync(this RespConnection redis, params string[] words)
    {
        using var command = RespCommand.Create(words[0]);
        foreach (var word in words.AsSpan(1)) command.Add(word);
        return await redis.ExecuteAsync(command, RespParsers.Text);
    }

    /// <summary>The same, given up when the token is cancelled.</summary>
    public static async Task<string?> TextAsync(this RespConnection redis, CancellationToken cancellation, params string[] words)
    {
        using var command = RespCommand.Create(words[0]);
        foreach (var word in words.AsSpan(1)) command.Add(word);
        return await redis.ExecuteAsync(command, RespParsers.Text, cancellation);
    }

    public static async Task<WireException> FailureOf(Task task) =>
        await Assert.ThrowsAsync<WireException>(() => task.WaitAsync(Patience, TimeProvider.System));
}
