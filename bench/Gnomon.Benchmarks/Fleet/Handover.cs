using Gnomon.Jobs;
using Gnomon.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Gnomon.Benchmarks.Fleet;

/// <summary>Ends a process that holds a thousand claims, by force or by asking, and measures when another has begun them
/// all. The one that ends leads too, so that its duties have to be taken over.</summary>
internal sealed class Handover(Settings settings, string directory, bool isAsked, int rounds)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly List<string> _findings = [];
    private readonly List<double> _seconds = [];

    public async Task<HandoverReport> RunAsync(CancellationToken cancellation)
    {
        for (var round = 0; round < rounds; round++) await RoundAsync(cancellation);
        return new HandoverReport(
            isAsked ? "asked to end" : "killed", rounds, FleetNode.Many, _seconds.Count == 0 ? 0 : _seconds.Min(),
            _seconds.Count == 0 ? 0 : _seconds.Max(), _findings);
    }

    private async Task RoundAsync(CancellationToken cancellation)
    {
        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        Directory.CreateDirectory(directory);
        await settings.CleanAsync();
        using var host = settings.Build(_ => { }, TimeProvider.System);
        var parts = host.Services.GetRequiredService<StoreParts>();
        await parts.Store.InitializeAsync(cancellation);
        using var holder = new FleetProcess(settings.Store, directory, "holder", FleetRole.Holder, TimeSpan.Zero);
        await holder.ReadyAsync(cancellation);
        var drafts = Enumerable.Range(0, FleetNode.Many).Select(_ => new JobDraft(
            JobId.New(TimeProvider.System), FleetPlan.NewSpec(FleetPlan.Plain, 1, 0))).ToList();
        await parts.Store.EnqueueAsync(drafts, cancellation);
        await UntilAsync(parts.Query, JobState.Running, cancellation);
        using var heir = new FleetProcess(settings.Store, directory, "heir", FleetRole.Worker, TimeSpan.Zero);
        await heir.ReadyAsync(cancellation);
        var ended = TimeProvider.System.GetTimestamp();
        if (isAsked) holder.Ask();
        else await holder.KillAsync(cancellation);
        await UntilAsync(parts.Query, JobState.Succeeded, cancellation);
        if (isAsked && await holder.EndedAsync(cancellation) is { } trouble) _findings.Add(trouble);
        heir.Ask();
        await heir.EndedAsync(cancellation);
        _seconds.Add(FleetHistory.Read(directory).Where(line => line.Process == "heir" && line.Parts[0] == "S")
            .Max(line => FleetHistory.Number(line.Parts[3]) - ended) / (double)TimeProvider.System.TimestampFrequency);
        foreach (var draft in drafts) Check((await parts.Query.GetJobAsync(draft.Id, cancellation))!);
    }

    private static async Task UntilAsync(IJobQuery query, JobState state, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Longest);
        while ((await query.GetStatsAsync(limit.Token)).Jobs.GetValueOrDefault(state) < FleetNode.Many)
            await Task.Delay(Look, TimeProvider.System, limit.Token);
    }

    /// <summary>Each was handed out once more, after a kill when its lease was over.</summary>
    private void Check(Job job)
    {
        var outcome = isAsked ? AttemptOutcome.Released : AttemptOutcome.Lost;
        if (job.Attempts is not [{ Node: "holder" } first, { Node: "heir" } second] || first.Outcome != outcome)
            _findings.Add(
                $"job {job.Id} has the attempts "
                + string.Join(", ", job.Attempts.Select(one => $"{one.Outcome} at {one.Node}")));
        else if (!isAsked && second.StartedAt - first.StartedAt < FleetPlan.Lease)
            _findings.Add($"job {job.Id} was handed out again {second.StartedAt - first.StartedAt} after it was claimed");
    }
}
