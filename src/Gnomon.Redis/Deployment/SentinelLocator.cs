using System.Buffers;
using System.Globalization;
using System.Text;
using Gnomon.Wire;
using Gnomon.Wire.Resp;

namespace Gnomon.Redis.Deployment;

/// <summary>Asks Sentinels for the master of a service, and hears from them when it is another one.</summary>
internal sealed class SentinelLocator(RespUrl url, Action<WireEndpoint> onMoved) : RedisLocator
{
    private const string Switched = "+switch-master";

    private readonly CancellationTokenSource _stop = new();
    private RespConnection? _watch;
    private Task _subscribing = Task.CompletedTask;
    private int _first;
    private int _watched;

    public override void Start()
    {
        if (_watch is not null) return;
        var options = url.ToSentinelOptions(url.Hosts[0]);
        _watch = RespConnection.Start(options with
        {
            Wire = options.Wire with { ResolveAsync = _ => ValueTask.FromResult(NextWatched()) },
        });
        _subscribing = SubscribeAsync(_watch);
    }

    public override async ValueTask<WireEndpoint> FindAsync(CancellationToken cancellation)
    {
        var said = new List<string>();
        var first = Volatile.Read(ref _first);
        for (var i = 0; i < url.Hosts.Count; i++)
        {
            var index = (first + i) % url.Hosts.Count;
            var sentinel = url.Hosts[index];
            try
            {
                var answer = await AskAsync(
                    url.ToSentinelOptions(sentinel), ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", url.Service!], Address,
                    cancellation).ConfigureAwait(false);
                if (answer is { } master)
                {
                    Volatile.Write(ref _first, index);
                    return master;
                }

                said.Add($"{sentinel} does not know the service '{url.Service}'");
            }
            catch (RespServerException error)
            {
                said.Add($"{sentinel} is no Sentinel that answers: {error.Message}");
            }
            catch (WireException error)
            {
                said.Add(error.Message);
            }
        }

        throw new WireException(
            WireProblem.Unreachable, $"No Sentinel tells where the master of '{url.Service}' is: {string.Join("; ", said)}");
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_watch is not null) await _watch.AbortAsync().ConfigureAwait(false);
        await _subscribing.ConfigureAwait(false);
        _stop.Dispose();
    }

    private static WireEndpoint? Address(ref RespReader reader, object? state)
    {
        if (reader.TryReadNull()) return null;
        reader.ReadArray();
        return new WireEndpoint(reader.ReadString() ?? "", (int)reader.ReadInt64());
    }

    private WireEndpoint NextWatched() => url.Hosts[(int)((uint)Interlocked.Increment(ref _watched) % url.Hosts.Count)];

    private async Task SubscribeAsync(RespConnection watch)
    {
        while (!_stop.IsCancellationRequested)
            try
            {
                await watch.SubscribeAsync(Switched, Receive, _stop.Token).ConfigureAwait(false);
                return;
            }
            catch (Exception error) when (error is WireException or RespServerException)
            {
                // Without it a failover is noticed when the connection to the old master breaks.
                await Task.Delay(AskTimeout, TimeProvider.System, _stop.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
    }

    /// <summary>A message is <c>service old-address old-port new-address new-port</c>.</summary>
    private void Receive(in ReadOnlySequence<byte> payload)
    {
        var words = Encoding.UTF8.GetString(payload).Split(' ');
        if (words.Length == 5 && words[0] == url.Service
            && int.TryParse(words[4], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            onMoved(new WireEndpoint(words[3], port));
    }
}
