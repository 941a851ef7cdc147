using Gnomon.Redis;
using Shared.Servers;
using Xunit;

namespace Gnomon.Conformance.Tests.Redis;

/// <summary>Calls over several stripes on a bad network.</summary>
public sealed class StripedFaultTests(ITestOutputHelper output)
{
    private const int Kinds = 7;

    [Fact]
    public async Task Connection_that_breaks_again_and_again_loses_and_doubles_nothing_over_stripes()
    {
        await using var server = await RedisServer.StartAsync();
        await using var proxy = new FaultProxy(server.Port);
        var pieces = new int[1000];
        // Behind the hand-shake the connection breaks at another command or reply each time: now before it, now after it.
        proxy.ToServer = (connection, piece) => connection % 2 == 1 || !IsTime(connection) ? default
            : connection % 4 == 0 ? ProxyFault.DropAfter : ProxyFault.DropBefore;
        proxy.ToClient = (connection, piece) => connection % 2 == 0 || !IsTime(connection) ? default
            : connection % 4 == 1 ? ProxyFault.DropAt(piece.Length / 2) : ProxyFault.DropBefore;
        var options = RedisStoreOptions.Parse($"redis://127.0.0.1:{proxy.Port}?stripes=4&patience=60s");
        var engine = RedisStore.Open(QuickReconnects.With(options));
        await using var owner = engine.Owner;
        await engine.Parts.Store.InitializeAsync(TestContext.Current.CancellationToken);
        var load = new JobLoad(engine.Parts, queues: StripedServer.Queues);
        load.Start();
        await load.MoreAsync(2000);
        (proxy.ToClient, proxy.ToServer) = (null, null);
        await load.EndAsync();
        Assert.True(proxy.Accepted > 20, $"Only {proxy.Accepted} connections were made.");
        output.WriteLine($"{load.Stored} jobs over {proxy.Accepted} connections");

        bool IsTime(int connection) =>
            Interlocked.Increment(ref pieces[connection % pieces.Length]) >= 8 + (connection % Kinds);
    }
}
