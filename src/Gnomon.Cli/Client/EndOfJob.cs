using Gnomon.Api;
using Gnomon.Jobs;

namespace Gnomon.Cli.Client;

/// <summary>Waits for the end of a job and judges it.</summary>
internal static class EndOfJob
{
    /// <summary>Refuses to wait for what cannot happen.</summary>
    /// <exception cref="CommandFailedException">No worker can run the job while the store is open here.</exception>
    public static void CheckPossible(ClientSession session)
    {
        if (!session.WorkerPossible)
            throw new CommandFailedException(
                ExitCodes.Usage,
                "nothing runs jobs while --store holds the store; to wait, start 'gnomon server' on it and leave "
                + "--store out");
    }

    /// <summary>Waits until the job has ended or the time is up.</summary>
    /// <param name="session">The API.</param>
    /// <param name="id">The job.</param>
    /// <param name="limit">How long; null or infinite for no limit.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<(JobResultDocument Result, int ExitCode)> WaitAsync(
        ClientSession session, string id, TimeSpan? limit, CancellationToken cancellation)
    {
        var result = await EndWait.RunAsync(
            session, limit, left => session.Api.GetResultAsync(id, left, cancellation), answer => answer.Ended)
            .ConfigureAwait(false);
        return (result, Judge(session, result, limit));
    }

    private static int Judge(ClientSession session, JobResultDocument result, TimeSpan? limit)
    {
        if (!result.Ended && !session.WorkerPossible) CheckPossible(session);
        if (result.State == StateNames.Of(JobState.Succeeded)) return ExitCodes.Done;
        session.Terminal.Complain(result.Ended
            ? $"job {result.Id} ended {result.State} on attempt {result.Attempt}"
                + (result.Error is null ? "" : $": {result.Error}")
            : $"job {result.Id} is still {result.State} after {Options.JobOptions.Format(limit)}");
        return ExitCodes.JobFailed;
    }
}
