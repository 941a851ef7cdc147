using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Testing;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>The good engine that a mutant spoils.</summary>
internal sealed record Subject(StoreParts Parts, FakeTime Time)
{
    public IJobStore Store => Parts.Store;

    public DateTimeOffset Now => Time.GetUtcNow();

    public ValueTask<Job?> JobAsync(JobId id) => Parts.Query.GetJobAsync(id, CancellationToken.None);

    public async ValueTask<IReadOnlyList<Job>> JobsAsync() =>
        (await Parts.Query.ListJobsAsync(new JobFilter(), null, 1000, CancellationToken.None)).Items;

    public async ValueTask ControlAsync(ControlAction action, JobId job) =>
        await Store.ControlAsync(new ControlRequest(action, [job]), CancellationToken.None);

    /// <summary>The token as it would have to be to count, while its job runs.</summary>
    public async ValueTask<AttemptToken> NewestAsync(AttemptToken token) =>
        await JobAsync(token.Job) is { State: JobState.Running } job ? token with { Attempt = job.Attempt } : token;
}
