using Gnomon.Api;

namespace Gnomon.Cli.Client;

/// <summary>Waits for the end of a broadcast and judges it.</summary>
internal static class EndOfBroadcast
{
    /// <summary>Waits until all parts have ended or the time is up.</summary>
    /// <param name="session">The API.</param>
    /// <param name="id">The broadcast.</param>
    /// <param name="limit">How long; null or infinite for no limit.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static Task<BroadcastDocument> WaitAsync(
        ClientSession session, string id, TimeSpan? limit, CancellationToken cancellation) =>
        EndWait.RunAsync(
            session, limit, left => session.Api.GetBroadcastAsync(id, left, cancellation), answer => answer.Ended);

    /// <summary>Says what went wrong.</summary>
    /// <returns><see cref="ExitCodes.Done"/> when all parts succeeded.</returns>
    public static int Judge(ClientSession session, BroadcastDocument broadcast, TimeSpan? limit)
    {
        var parts = broadcast.Copies?.Count ?? 0;
        if (!broadcast.Ended)
            session.Terminal.Complain(
                $"broadcast {broadcast.Id} is still running after {Options.JobOptions.Format(limit)}");
        else if (broadcast.Failures > 0)
            session.Terminal.Complain($"{broadcast.Failures} of {parts} parts of broadcast {broadcast.Id} failed");
        return broadcast.Ended && broadcast.Failures == 0 ? ExitCodes.Done : ExitCodes.JobFailed;
    }
}
