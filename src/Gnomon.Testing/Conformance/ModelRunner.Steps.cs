using System.Collections.ObjectModel;
using System.Text;
using Gnomon.Jobs;
using Gnomon.Retries;
using Gnomon.Store;

namespace Gnomon.Testing.Conformance;

/// <summary>The random steps with jobs.</summary>
public sealed partial class ModelRunner
{
    /// <summary>More sweeps than jobs that end in one step.</summary>
    private const int MostSweeps = 100;

    private static readonly string[] Queues = ["a", "b", "c"];
    private static readonly string[] Nodes = ["n1", "n2"];

    private readonly List<JobId> _ids = [];
    private readonly List<AttemptToken> _tokens = [];
    private long _dues;

    private async Task EnqueueAsync()
    {
        var drafts = Enumerable.Range(0, _random.Next(1, 5)).Select(_ => Draft()).ToList();
        _ids.AddRange(drafts.Select(d => d.Id));
        Trace($"enqueue {string.Join(", ", drafts.Select(Show))}");
        var answer = await _h.Store.EnqueueAsync(drafts, _h.Cancellation);
        Expect.Sequence(_model.Enqueue(drafts), answer, "the answers to an enqueue");
    }

    private JobDraft Draft()
    {
        var known = Chance(8) && _ids.Count > 0;
        var spec = new JobSpec
        {
            Handler = Chance(80) ? "work" : "play",
            Args = Encoding.UTF8.GetBytes($"{_trace.Count}"),
            ArgsVersion = Chance(20) ? _random.Next(3) : 0,
            Queue = Pick(Queues),
            Priority = Pick<byte>([0, 5, 5, 9]),
            LimitKey = Chance(50) ? Pick(["t1", "t2", "t3"]) : null,
            Headers = Chance(10)
                ? new Dictionary<string, string> { ["step"] = $"{_random.Next(10)}" }
                : ReadOnlyDictionary<string, string>.Empty,
            Key = Chance(30) ? $"k{_random.Next(3)}" : null,
            Unique = Chance(60) ? Rule() : UniqueRule.Default,
            Deadline = Chance(15) ? _h.Now + Span(1, 60) : null,
            Retention = Chance(70) ? Span(5, 120) : null,
            Retry = Chance(30)
                ? RetryPolicy.Growing(Backoff.Fixed, _random.Next(1, 7), TimeSpan.FromSeconds(1))
                : RetryPolicy.None,
            Tags = Chance(20) ? ["red"] : [],
            Node = Chance(15) ? Pick(Nodes) : null,
        };
        // Most jobs have nothing of this, and engines may have a shorter way for them.
        if (Chance(40)) spec = new JobSpec { Handler = spec.Handler, Args = spec.Args, Queue = spec.Queue };
        var id = known ? PickJob(_ids) : NewId();
        spec = spec with { Queue = QueueOf(id, spec.Queue) };
        var draft = new JobDraft(id, spec) { Parent = Chance(8) ? Token() : null };
        return _random.Next(10) switch
        {
            < 2 => draft with { Delay = Wait() },
            2 => draft with { RunAt = _h.Now + Wait() },
            3 => draft with { RunAt = _h.Now - Span(0, 30) },
            _ => draft,
        };
    }

    private UniqueRule Rule() => new()
    {
        Scope = ScopeOf(Pick(Enum.GetValues<KeyScope>())),
        Hold = Pick(Enum.GetValues<KeyHold>()),
        Period = Chance(40) ? Span(1, 60) : null,
        OnDuplicate = Pick(Enum.GetValues<DuplicateAction>()),
    };

    /// <summary>A wait that no other one equals, since the order of jobs that are due at once is free.</summary>
    private TimeSpan Wait() => Span(0.1, 40) + TimeSpan.FromTicks(10 * ++_dues);

    private async Task ClaimAsync()
    {
        var queues = Queues.Where(_ => Chance(70)).ToList();
        if (queues.Count == 0) queues.Add("nothing-here");
        if (Chance(50)) queues.Reverse();
        var request = new ClaimRequest(Pick(Nodes), queues, _random.Next(1, 9), Span(1, 20));
        Trace($"claim {request.Max} for {request.Node} from {string.Join(',', queues)} for {request.Lease}");
        var answer = await _h.Store.ClaimAsync(request, _h.Cancellation);
        _tokens.AddRange(answer.Jobs.Select(j => j.Token));
        _trace[^1] += $", got {string.Join(", ", answer.Jobs.Select(j => Show(j.Token)))}";
        _model.Claim(request, answer, _model.MayEndSome ? await _h.ListAsync() : null);
    }

    /// <summary>The token of a running attempt most of the time; else an old, a forged or an unknown one. What is drawn
    /// does not depend on what there is.</summary>
    private AttemptToken Token()
    {
        var (wantsRunning, wantsUnknown, wantsForged) = (Chance(80), Chance(10), Chance(30));
        var (forged, unknown) = (_random.Next(-1, 2), NewId());
        var running = _model.Jobs.Where(j => j.State == JobState.Running).ToDictionary(j => j.Id);
        if (wantsRunning && running.Count > 0)
        {
            var job = running[PickJob(running.Keys)];
            return new AttemptToken(job.Id, job.Attempt);
        }

        if (wantsUnknown || _tokens.Count == 0) return new AttemptToken(unknown, 1);
        var id = PickRecent(_tokens.ConvertAll(t => t.Job));
        var given = _tokens.FindAll(t => t.Job == id);
        var token = given[_random.Next(given.Count)];
        return wantsForged ? token with { Attempt = token.Attempt + forged } : token;
    }

    private async Task RenewAsync()
    {
        var renewals = Enumerable.Range(0, _random.Next(1, 4)).Select(i => new LeaseRenewal(Token(), Span(1, 20))
        {
            Progress = Chance(50) ? _random.Next(101) / 100.0 : null,
            ProgressText = Chance(30) ? $"step {_random.Next(10)}" : null,
            LogLines = Chance(30) ? [$"line {_trace.Count}.{i}"] : [],
        }).ToList();
        Trace($"renew {string.Join(", ", renewals.Select(r => Show(r.Token)))}");
        var answer = await _h.Store.RenewAsync(renewals, _h.Cancellation);
        Expect.Sequence(_model.Renew(renewals), answer, "the answers to a renewal");
    }

    private async Task SettleAsync()
    {
        var settlements = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Settlement()).ToList();
        Trace($"settle {string.Join(", ", settlements.Select(s => $"{Show(s.Token)} {s.Kind} {s.Wait}"))}");
        var answer = await _h.Store.SettleAsync(settlements, _h.Cancellation);
        _model.Settle(settlements, answer);
    }

    private Settlement Settlement()
    {
        var kind = Chance(35) ? SettlementKind.Succeeded : Pick(Enum.GetValues<SettlementKind>());
        var waits = kind is SettlementKind.Retry or SettlementKind.Snoozed or SettlementKind.Parked;
        return new Settlement(Token(), kind)
        {
            Result = kind == SettlementKind.Succeeded ? Encoding.UTF8.GetBytes($"{_trace.Count}") : default,
            Error = kind is SettlementKind.Retry or SettlementKind.Dead ? $"error {_trace.Count}" : null,
            Wait = waits && Chance(85) ? Wait() : TimeSpan.Zero,
            LogLines = Chance(20) ? [$"last {_trace.Count}"] : [],
        };
    }

    private Task AdvanceAsync()
    {
        var span = Chance(2) ? TimeSpan.FromHours(25) : TimeSpan.FromMilliseconds(_random.Next(1, 15_000));
        Trace($"advance {span}");
        _h.Time.Advance(span);
        return Task.CompletedTask;
    }

    private Task StepWallClockAsync()
    {
        var step = TimeSpan.FromMilliseconds(_random.Next(-300_000, 300_000));
        Trace($"wall clock {step}");
        _h.Time.StepWallClock(step);
        _stepped = true;
        return Task.CompletedTask;
    }

    private async Task SweepAsync()
    {
        Trace($"sweep");
        var before = _model.Jobs.Where(j => !j.State.IsTerminal()).Select(j => j.Id).ToHashSet();
        var answer = await _h.SweepAsync(10_000);
        // What follows from the ends of jobs is bounded for one sweep.
        for (var again = 0; answer.More && again < MostSweeps; again++)
            answer = Join(answer, await _h.SweepAsync(10_000));
        Expect.That(!answer.More, $"{MostSweeps} sweeps did not come to an end");
        var listed = await _h.ListAsync();
        _model.Sweep(answer, listed);
        var ended = listed.Where(j => j.State.IsTerminal() && before.Contains(j.Id)).Select(j => j.Id);
        Expect.Sequence(
            ended.Order(), answer.Ended.Concat(answer.Effects?.Ended ?? []).Order(), "the jobs that the sweep ended");
    }

    private static SweepAnswer Join(SweepAnswer first, SweepAnswer second) => second with
    {
        Recovered = first.Recovered + second.Recovered, Pruned = first.Pruned + second.Pruned,
        Lost = [.. first.Lost, .. second.Lost], Ended = [.. first.Ended, .. second.Ended],
        Effects = (second.Effects ?? new WorkflowEffects()) with
        {
            Ended = [.. first.Effects?.Ended ?? [], .. second.Effects?.Ended ?? []],
        },
    };

    private static string Show(JobId id) => id.ToString()[..8];

    private static string Show(JobSpec spec) => spec.Key is null
        ? "-"
        : $"{spec.Key} {spec.Unique.Scope} {spec.Unique.Hold} {spec.Unique.Period} {spec.Unique.OnDuplicate}";

    private static string Show(AttemptToken token) => $"{Show(token.Job)}#{token.Attempt}";

    private static string Show(JobDraft draft) =>
        $"{Show(draft.Id)} ({draft.Spec.Queue} {draft.Spec.Handler} {draft.Spec.Priority} "
        + $"limit key {draft.Spec.LimitKey ?? "-"} key {Show(draft.Spec)} "
        + $"parent {(draft.Parent is { } parent ? Show(parent) : "-")} "
        + $"delay {draft.Delay?.ToString() ?? "-"} at {draft.RunAt:HH:mm:ss.ffffff} "
        + $"by {draft.Spec.Deadline:HH:mm:ss.ffffff})";
}
