using System.Globalization;
using Gnomon.Client;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Telemetry;
using Gnomon.Triggers;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace Gnomon.Hosting;

/// <summary>What every draft of this process goes through before it is stored, what the jobs of ticks do that it fires,
/// and what schedules do that it puts.</summary>
internal sealed class EnqueuePipeline(
    IReadOnlyList<Func<IServiceProvider, IEnqueueMiddleware>> middleware, bool carriesCulture, Payloads payloads,
    IServiceScopeFactory scopes, IJobQuery query)
{
    /// <summary>Most characters that a skip tells of why its job was refused.</summary>
    private const int MaxReason = 500;

    public StorePreparation Preparation => new(PrepareAsync, PrepareAsync, PrepareAsync, payloads.Seal);

    public async ValueTask<IReadOnlyList<JobDraft>> PrepareAsync(
        IReadOnlyList<JobDraft> drafts, CancellationToken cancellation)
    {
        var prepared = new List<JobDraft>(drafts.Count);
        await using var scope = scopes.CreateAsyncScope();
        var steps = StepsOf(scope);
        foreach (var given in drafts)
        {
            var draft = await PassAsync(steps, given, cancellation).ConfigureAwait(false);
            if (carriesCulture) draft = draft with { Spec = WithCulture(draft.Spec) };
            prepared.Add(Seal(draft));
        }

        return prepared;
    }

    /// <summary>The jobs of ticks pass the middleware of the process that fires them. They have no culture: whoever
    /// fires is nobody's doing. A job that is refused is a skip, for each tick is decided.</summary>
    public async ValueTask<FireRequest> PrepareAsync(FireRequest request, CancellationToken cancellation)
    {
        if (request.Jobs.Count == 0 || (middleware.Count == 0 && !payloads.Encrypts)) return request;
        var jobs = new List<JobDraft>(request.Jobs.Count);
        var ticks = new List<Tick>(request.Ticks);
        await using var scope = scopes.CreateAsyncScope();
        var steps = StepsOf(scope);
        foreach (var given in request.Jobs)
        {
            try
            {
                var draft = await PassAsync(steps, given, cancellation).ConfigureAwait(false);
                // Where the job comes from is not for the middleware to say.
                var spec = draft.Spec with { Schedule = given.Spec.Schedule, Tick = given.Spec.Tick };
                draft = Seal(draft with { Spec = spec });
                JobRules.Check(draft);
                jobs.Add(draft);
            }
            catch (InvalidJobException refusal)
            {
                var at = ticks.FindIndex(tick => tick.Job == given.Id);
                if (at < 0) throw;
                ticks[at] = ticks[at] with
                {
                    Outcome = TickOutcome.Skipped, Job = null, Reason = "refused: " + Excerpt.Of(refusal.Message, MaxReason),
                };
            }
        }

        return request with { Jobs = jobs, Ticks = ticks };
    }

    /// <summary>The arguments of schedules are encrypted where they are put, and their ticks copy them. An envelope is
    /// never the same twice, so arguments that did not change keep the one they have: a put that changes nothing stays
    /// one.</summary>
    public async ValueTask<ScheduleChanges> PrepareAsync(ScheduleChanges changes, CancellationToken cancellation)
    {
        if (!payloads.Encrypts) return changes;
        var puts = new List<SchedulePut>(changes.Puts.Count);
        foreach (var put in changes.Puts)
        {
            var job = put.Schedule.Job;
            if (payloads.IsSealed(job))
            {
                puts.Add(put);
                continue;
            }

            var present = await query.GetScheduleAsync(put.Schedule.Id, cancellation).ConfigureAwait(false);
            job = present is { Schedule.Job: var stored } && payloads.Holds(stored, job)
                ? job with { Args = stored.Args }
                : payloads.Seal(job);
            puts.Add(put with { Schedule = put.Schedule with { Job = job } });
        }

        return changes with { Puts = puts };
    }

    private static async ValueTask<JobDraft> PassAsync(
        List<IEnqueueMiddleware> steps, JobDraft given, CancellationToken cancellation)
    {
        var draft = given;
        foreach (var step in steps)
        {
            draft = await step.PrepareAsync(draft, cancellation).ConfigureAwait(false);
            // Whoever enqueues repeats a call under the same id when its answer is lost.
            if (draft is null || draft.Id != given.Id)
                throw new InvalidOperationException(
                    $"{step.GetType().Name} gave back {(draft is null ? "no draft" : "a draft with another id")}; "
                    + "an enqueue middleware gives back the draft or one made from it.");
        }

        return draft;
    }

    private static JobSpec WithCulture(JobSpec spec) => JobHeaders.WithMissing(
        spec, new(JobHeaders.Culture, CultureInfo.CurrentCulture.Name),
        new(JobHeaders.UICulture, CultureInfo.CurrentUICulture.Name));

    private List<IEnqueueMiddleware> StepsOf(AsyncServiceScope scope) =>
        [.. middleware.Select(make => make(scope.ServiceProvider))];

    private JobDraft Seal(JobDraft draft) =>
        payloads.Encrypts ? draft with { Spec = payloads.Seal(draft.Spec) } : draft;
}
