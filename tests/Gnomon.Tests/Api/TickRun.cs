using System.Text;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Api;

/// <summary>The job of a tick in the hands of a worker that has one of the built-in handlers.</summary>
internal sealed class TickRun(StoreParts parts, JobId job, JobDelegate handler)
{
    public JobId Job => job;

    /// <summary>Stores the job that a tick of schedule <c>s</c> would make.</summary>
    public static async Task<TickRun> BeginAsync(
        StoreParts parts, JobSpec spec, DateTimeOffset at, JobDelegate handler, CancellationToken cancellation)
    {
        var draft = new JobDraft(JobId.ForTick("s", at), spec with { Schedule = "s", Tick = at });
        await parts.Store.EnqueueAsync([draft], cancellation);
        return new TickRun(parts, draft.Id, handler);
    }

    /// <summary>Claims the job, which must be ready, and runs the handler.</summary>
    public async Task<JobContext> StartAsync(CancellationToken cancellation)
    {
        var request = new ClaimRequest("w", [JobLimits.DefaultQueue], 1, TimeSpan.FromMinutes(1));
        var claim = Assert.Single((await parts.Store.ClaimAsync(request, cancellation)).Jobs);
        Assert.Equal(job, claim.Token.Job);
        return new JobContext(claim, null, cancellation);
    }

    /// <summary>Runs one attempt and settles it.</summary>
    /// <returns>Where the job is then, and its result or error.</returns>
    public async Task<(JobState State, string Text)> RunAsync(CancellationToken cancellation)
    {
        var context = await StartAsync(cancellation);
        Settlement settlement;
        try
        {
            var result = await handler(context);
            settlement = new Settlement(context.Token, SettlementKind.Succeeded) { Result = result };
        }
        catch (Exception error)
        {
            settlement = AttemptVerdict.OfError(context, error, 1000)!;
        }

        var outcome = (await parts.Store.SettleAsync([settlement], cancellation))[0];
        Assert.True(outcome.Applied);
        return (outcome.State, settlement.Error ?? Encoding.UTF8.GetString(settlement.Result.Span));
    }
}
