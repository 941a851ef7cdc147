using Gnomon.Api;
using Gnomon.Cli.Output;
using Gnomon.Store;

namespace Gnomon.Cli.Client;

/// <summary>Changes all jobs that a filter accepts, step by step until none is left.</summary>
internal static class AllJobs
{
    /// <summary>Calls the API until it is done, and shows the counts.</summary>
    /// <param name="session">The API.</param>
    /// <param name="action">The change.</param>
    /// <param name="filter">Which jobs.</param>
    /// <param name="done">What has become of a changed job, in one word.</param>
    /// <param name="cancellation">Ends it between two steps; what is changed stays so.</param>
    public static async Task<int> RunAsync(
        ClientSession session, ControlAction action, JobFilterDocument filter, string done,
        CancellationToken cancellation)
    {
        var sum = new ControlCountsDocument(0, 0, 0, null);
        do
        {
            var step = await session.Api.ControlAsync(action, filter with { Cursor = sum.Next }, cancellation)
                .ConfigureAwait(false);
            sum = new ControlCountsDocument(
                sum.Done + step.Done, sum.Requested + step.Requested, sum.Refused + step.Refused, step.Next);
        }
        while (sum.Next is not null);

        session.Show(sum, GnomonJson.Default.ControlCountsDocument, (terminal, counts) =>
            JobView.ShowCounts(terminal, counts, done));
        return ExitCodes.Done;
    }
}
