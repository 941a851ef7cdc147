using System.Globalization;
using Gnomon.Client;
using Gnomon.Jobs;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace Gnomon.Hosting;

/// <summary>What every draft of this process goes through before it is stored.</summary>
internal sealed class EnqueuePipeline(
    IReadOnlyList<Func<IServiceProvider, IEnqueueMiddleware>> middleware, bool carriesCulture, Payloads payloads,
    IServiceScopeFactory scopes)
{
    public async ValueTask<IReadOnlyList<JobDraft>> PrepareAsync(
        IReadOnlyList<JobDraft> drafts, CancellationToken cancellation)
    {
        var prepared = new List<JobDraft>(drafts.Count);
        await using var scope = scopes.CreateAsyncScope();
        var steps = middleware.Select(make => make(scope.ServiceProvider)).ToList();
        foreach (var given in drafts)
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

            if (carriesCulture) draft = draft with { Spec = WithCulture(draft.Spec) };
            prepared.Add(payloads.Encrypts ? draft with { Spec = payloads.Seal(draft.Spec) } : draft);
        }

        return prepared;
    }

    private static JobSpec WithCulture(JobSpec spec) => JobHeaders.WithMissing(
        spec, new(JobHeaders.Culture, CultureInfo.CurrentCulture.Name),
        new(JobHeaders.UICulture, CultureInfo.CurrentUICulture.Name));
}
