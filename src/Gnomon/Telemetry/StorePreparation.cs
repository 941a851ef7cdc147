using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Telemetry;

/// <summary>What a process does to what it stores before it is stored: its middleware and encryption.</summary>
/// <param name="Drafts">Changes the drafts of a call, or refuses the call with <see cref="InvalidJobException"/>.</param>
/// <param name="Firing">Changes the jobs of ticks; one that is refused becomes a skip.</param>
/// <param name="Schedules">Changes schedules that are put.</param>
/// <param name="Template">Changes what is kept of a broadcast for the copies of those that join.</param>
internal sealed record StorePreparation(
    Func<IReadOnlyList<JobDraft>, CancellationToken, ValueTask<IReadOnlyList<JobDraft>>> Drafts,
    Func<FireRequest, CancellationToken, ValueTask<FireRequest>> Firing,
    Func<ScheduleChanges, CancellationToken, ValueTask<ScheduleChanges>> Schedules,
    Func<JobSpec, JobSpec> Template);
