using Gnomon.Store;
using Gnomon.Wire;
using Gnomon.Wire.Resp;

namespace Gnomon.Redis.Deployment;

/// <summary>Waits until replicas have what the server has acknowledged. One <c>WAIT</c> is under way at a time, and it counts
/// for all who asked before it was sent: the server serves a connection nothing else while it waits.</summary>
internal sealed class ReplicaWait(RedisStoreOptions options, RedisLink link)
{
    private readonly Lock _lock = new();
    private Task<Answer> _running = Task.FromResult(default(Answer));
    private Task<Answer>? _next;

    /// <summary>Whether there is anything to wait for.</summary>
    public bool IsAsked => options.WaitReplicas > 0;

    /// <summary>Waits for what has been answered on the connection until now.</summary>
    /// <param name="generation">The connection that answered.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>False when the connection is another one by now: nobody knows then who has the change.</returns>
    /// <exception cref="StoreException">Too few replicas have it in time.</exception>
    public async ValueTask<bool> ConfirmAsync(long generation, CancellationToken cancellation)
    {
        Task<Answer> turn;
        lock (_lock)
        {
            // The one under way was sent before this answer came; the one behind it, if any, has not been sent yet.
            turn = _next ??= FollowAsync(_running);
        }

        var answer = await turn.WaitAsync(cancellation).ConfigureAwait(false);
        if (answer.Failure is { } failure and not WireException)
            throw RedisFailure.Of(failure, link.Connection.Endpoint, wasSent: true);
        if (answer.Failure is not null || answer.Before != generation || answer.After != generation) return false;
        if (answer.Replicas >= options.WaitReplicas) return true;
        throw new StoreException(
            StoreProblem.Unconfirmed,
            $"Redis at {link.Connection.Endpoint} has stored the change, and {answer.Replicas} of {options.WaitReplicas} "
            + $"replicas confirmed it within {options.WaitTimeout.TotalMilliseconds:0} ms: a failover may lose it. "
            + "The same ids may be sent again.");
    }

    private async Task<Answer> FollowAsync(Task<Answer> before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        lock (_lock)
        {
            _running = _next!;
            _next = null;
        }

        var generation = link.Generation;
        try
        {
            using var wait = RespCommand.Create("WAIT"u8)
                .Add(options.WaitReplicas).Add((long)Math.Ceiling(options.WaitTimeout.TotalMilliseconds));
            var replicas = await link.Connection.ExecuteAsync(wait, RespParsers.Int64).ConfigureAwait(false);
            return new Answer(generation, link.Generation, replicas, null);
        }
        catch (Exception error)
        {
            return new Answer(generation, link.Generation, 0, error);
        }
    }

    private readonly record struct Answer(long Before, long After, long Replicas, Exception? Failure);
}
