using Gnomon.Store;
using Gnomon.Workers;
using Microsoft.Extensions.Logging;

namespace Gnomon.Scheduling;

/// <summary>Runs duties on the node whose turn it is: when they say, when a signal says, and at least every
/// <see cref="LookEvery"/>, so that a step of the clock or a lost signal costs seconds. One failing duty does not keep
/// the others from running.</summary>
internal sealed partial class DutyLoop : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Term = TimeSpan.FromSeconds(6);

    /// <summary>Duties do not run more often than this, however much there is to sweep.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(5);

    private readonly IReadOnlyList<IDuty> _duties;
    private readonly ICluster _cluster;
    private readonly string _node;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WakeGate _gate;
    private readonly CancellationTokenSource _closing = new();
    private readonly IDisposable _listening;
    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);
    private Task _loop = Task.CompletedTask;

    public DutyLoop(
        IReadOnlyList<IDuty> duties, StoreParts parts, string node, TimeProvider time, ILogger<DutyLoop> logger)
    {
        (_duties, _cluster, _node, _time, _logger) = (duties, parts.Cluster, node, time, logger);
        _gate = new WakeGate(time);
        _listening = parts.Wake.Listen(hint =>
        {
            if (hint.Topic == WakeTopic.Schedules) _gate.OpenAt(hint.NotBefore);
        });
    }

    public void Start() => _loop = _gate.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        _listening.Dispose();
        await _closing.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        await _cluster.ResignAsync(_node, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            var next = await RunDutiesAsync().ConfigureAwait(false);
            var wait = next is { } due ? due - _time.GetUtcNow() : LookEvery;
            if (wait > LookEvery) wait = LookEvery;
            if (wait < Least) wait = Least;
            await _gate.WaitAsync(wait, _closing.Token).ConfigureAwait(false);
        }
    }

    private async Task<DateTimeOffset?> RunDutiesAsync()
    {
        DateTimeOffset? next = null;
        try
        {
            if (!await _cluster.LeadAsync(_node, Term, _closing.Token).ConfigureAwait(false)) return null;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            NoteFailure("lead", error);
            return null;
        }

        foreach (var duty in _duties)
        {
            try
            {
                var due = await duty.RunOnceAsync(_closing.Token).ConfigureAwait(false);
                _failures.Remove(duty.Name);
                if (due is not null && (next is null || due < next)) next = due;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                NoteFailure(duty.Name, error);
            }
        }

        return next;
    }

    private void NoteFailure(string duty, Exception error)
    {
        if (_closing.IsCancellationRequested) return;
        var times = _failures[duty] = _failures.GetValueOrDefault(duty) + 1;
        var reason = error is StoreException ? error.Message : error.ToString();
        if (Pause.IsWorthALine(times)) DutyFailed(_logger, duty, reason);
    }
}
