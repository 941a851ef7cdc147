using Gnomon.Api;

namespace Gnomon.Cli.Client;

/// <summary>Waits for the end of something: the server holds each request as long as it may, and is asked again.</summary>
internal static class EndWait
{
    /// <summary>Asks until it has ended or the time is up; once, where no worker can bring the end about.</summary>
    /// <param name="session">The API.</param>
    /// <param name="limit">How long; null or infinite for no limit.</param>
    /// <param name="ask">Asks, and lets the server wait for at most so long.</param>
    /// <param name="ended">Whether an answer is the end.</param>
    public static async Task<T> RunAsync<T>(
        ClientSession session, TimeSpan? limit, Func<TimeSpan, Task<T>> ask, Func<T, bool> ended)
    {
        var began = session.Time.GetTimestamp();
        while (true)
        {
            var left = limit is null || limit == Timeout.InfiniteTimeSpan
                ? ApiLimits.MaxResultWait
                : limit.Value - session.Time.GetElapsedTime(began);
            if (left < TimeSpan.Zero || !session.WorkerPossible) left = TimeSpan.Zero;
            if (left > ApiLimits.MaxResultWait) left = ApiLimits.MaxResultWait;
            var answer = await ask(left).ConfigureAwait(false);
            if (ended(answer) || left == TimeSpan.Zero) return answer;
        }
    }
}
