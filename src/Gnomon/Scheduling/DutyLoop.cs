using Gnomon.Store;
using Gnomon.Workers;
using Microsoft.Extensions.Logging;

namespace Gnomon.Scheduling;

/// <summary>Runs duties on the node whose turn it is: when they say, when a signal says, and at least every
/// <see cref="LookEvery"/> while signals come. A quiet cluster is left in peace: the leader renews its term in time, and each
/// duty looks for itself every <see cref="IDuty.RestMost"/>, so that a step of the clock or a lost signal costs seconds. One
/// failing duty does not keep the others from running.</summary>
internal sealed partial class DutyLoop : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Term = TimeSpan.FromSeconds(6);

    /// <summary>How long after the last signal the cluster counts as quiet.</summary>
    private static readonly TimeSpan QuietAfter = TimeSpan.FromSeconds(10);

    /// <summary>When a leader renews its term while it is quiet: two seconds before it ends.</summary>
    private static readonly TimeSpan QuietRenewal = TimeSpan.FromSeconds(4);

    /// <summary>Duties do not run more often than this, however much there is to sweep.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(5);

    private readonly IReadOnlyList<DutyTurn> _turns;
    private readonly ICluster _cluster;
    private readonly string _node;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WakeGate _gate;
    private readonly CancellationTokenSource _closing = new();
    private readonly IDisposable _listening;
    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);
    private Task _loop = Task.CompletedTask;

    /// <summary>When the term was asked for last, and whether this node leads since.</summary>
    private long? _asked;
    private bool _leads;

    private long _heard;
    private volatile bool _mayRest;
    private volatile bool _isSignalled;

    public DutyLoop(
        IReadOnlyList<IDuty> duties, StoreParts parts, string node, TimeProvider time, ILogger<DutyLoop> logger)
    {
        (_cluster, _node, _time, _logger) = (parts.Cluster, node, time, logger);
        _turns = [.. duties.Select(duty => new DutyTurn(duty, time))];
        _gate = new WakeGate(time);
        _heard = time.GetTimestamp();
        _listening = parts.Wake.Listen(OnHint);
    }

    private bool IsQuiet => _time.GetElapsedTime(Volatile.Read(ref _heard)) >= QuietAfter;

    public void Start() => _loop = _gate.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        _listening.Dispose();
        await _closing.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        await _cluster.ResignAsync(_node, CancellationToken.None).ConfigureAwait(false);
    }

    private void OnHint(WakeHint hint)
    {
        Volatile.Write(ref _heard, _time.GetTimestamp());
        if (hint.Topic == WakeTopic.Schedules)
        {
            _isSignalled = true;
            _gate.Open();
        }
        else if (_mayRest)
        {
            // Something goes on again: a rest ends with the pause that is usual then.
            _mayRest = false;
            _gate.OpenAt(_time.GetUtcNow() + LookEvery);
        }
    }

    private async Task RunAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            if (_isSignalled)
            {
                _isSignalled = false;
                foreach (var turn in _turns) turn.Hasten();
            }

            if (await LeadsAsync().ConfigureAwait(false)) await RunDutiesAsync().ConfigureAwait(false);
            _mayRest = true;
            var wait = UntilNext(IsQuiet);
            await _gate.WaitAsync(wait < Least ? Least : wait, _closing.Token).ConfigureAwait(false);
        }
    }

    /// <summary>How long until a duty is to run or the term is to be asked for.</summary>
    private TimeSpan UntilNext(bool isQuiet)
    {
        var wait = UntilAsked(isQuiet);
        if (!_leads) return wait;
        foreach (var turn in _turns)
            if (turn.Wait(LookEvery, isQuiet) is var due && due < wait)
                wait = due;
        return wait;
    }

    private TimeSpan UntilAsked(bool isQuiet) => _asked is { } asked
        ? (_leads && isQuiet ? QuietRenewal : LookEvery) - _time.GetElapsedTime(asked)
        : TimeSpan.Zero;

    private async Task<bool> LeadsAsync()
    {
        if (UntilAsked(IsQuiet) > TimeSpan.Zero) return _leads;
        var led = _leads;
        try
        {
            // The term counts from when it was asked for: nobody leads longer than the store says.
            _asked = _time.GetTimestamp();
            _leads = await _cluster.LeadAsync(_node, Term, _closing.Token).ConfigureAwait(false);
            _failures.Remove("lead");
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            _leads = false;
            NoteFailure("lead", error);
        }

        // Others did the duties meanwhile.
        if (_leads && !led)
            foreach (var turn in _turns)
                turn.Hasten();
        return _leads;
    }

    private async Task RunDutiesAsync()
    {
        foreach (var turn in _turns)
        {
            if (turn.Wait(LookEvery, IsQuiet) > TimeSpan.Zero) continue;
            try
            {
                turn.Ran(await turn.Duty.RunOnceAsync(_closing.Token).ConfigureAwait(false));
                _failures.Remove(turn.Duty.Name);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                turn.Failed();
                NoteFailure(turn.Duty.Name, error);
            }
        }
    }

    private void NoteFailure(string duty, Exception error)
    {
        if (_closing.IsCancellationRequested) return;
        var times = _failures[duty] = _failures.GetValueOrDefault(duty) + 1;
        var reason = error is StoreException ? error.Message : error.ToString();
        if (Pause.IsWorthALine(times)) DutyFailed(_logger, duty, reason);
    }
}
