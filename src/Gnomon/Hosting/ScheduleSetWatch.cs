using Gnomon.Store;
using Gnomon.Telemetry;
using Gnomon.Triggers;
using Gnomon.Workers;
using Microsoft.Extensions.Logging;

namespace Gnomon.Hosting;

/// <summary>Stores the sets of schedules that a program declares, and tells when this process goes by another version of
/// a set: its own, or one that somebody else stored or removed. It looks when a signal says that schedules changed, and
/// every <see cref="LookEvery"/>, so that a lost signal costs seconds.</summary>
internal sealed partial class ScheduleSetWatch : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    private readonly StoreParts _parts;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly EventFeed? _events;
    private readonly WakeGate _gate;
    private readonly CancellationTokenSource _closing = new();
    private Dictionary<string, (long Version, bool IsRemoved)> _known = new(StringComparer.Ordinal);
    private IDisposable? _listening;
    private Task _loop = Task.CompletedTask;
    private int _failures;

    public ScheduleSetWatch(StoreParts parts, TimeProvider time, ILogger logger, EventFeed? events)
    {
        (_parts, _time, _logger, _events) = (parts, time, logger, events);
        _gate = new WakeGate(time);
    }

    /// <summary>Stores a declared set, unless a version is stored that stands above it.</summary>
    /// <exception cref="Jobs.InvalidJobException">A schedule breaks a rule.</exception>
    public async ValueTask DeclareAsync(
        ScheduleSetDeclaration declared, IReadOnlyList<Schedule> schedules, CancellationToken cancellation)
    {
        var changes = ScheduleChanges.OfSet(declared.Name, declared.Version, schedules, set => set with
        {
            Adopt = declared.Set.Adopts, ResetPauses = declared.Set.ResetsPauses,
        });
        var change = await _parts.Store.PutSchedulesAsync(changes, cancellation).ConfigureAwait(false);
        var answer = change.Set!;
        var (name, version) = (declared.Name, declared.Version);
        switch (answer.Outcome)
        {
            case ScheduleSetOutcome.Stored:
                SetStored(
                    _logger, name, version, answer.Added.Count, answer.Changed.Count, answer.Removed.Count,
                    answer.Unchanged.Count);
                Raise(name, version);
                break;
            case ScheduleSetOutcome.Older when answer.Stored!.IsRemoved:
                SetRefused(
                    _logger, name, version,
                    $"it was removed at version {answer.Stored.Version}; a higher version brings it back");
                break;
            case ScheduleSetOutcome.Older:
                SetIsNewer(_logger, name, answer.Stored!.Version, version);
                Raise(name, answer.Stored.Version);
                break;
            case ScheduleSetOutcome.Different:
                SetRefused(
                    _logger, name, version,
                    "this version is stored with other content, which is used; a change needs a higher version");
                break;
            case ScheduleSetOutcome.Conflict:
                SetRefused(_logger, name, version, Describe(answer.Conflicts));
                break;
        }
    }

    /// <summary>Notes what is stored, and looks for changes from now on.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        _known = await ReadAsync(cancellation).ConfigureAwait(false);
        _listening = _parts.Wake.Listen(hint =>
        {
            if (hint.Topic == WakeTopic.Schedules) _gate.OpenAt(hint.NotBefore);
        });
        _loop = _gate.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        _listening?.Dispose();
        await _closing.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
    }

    private static string Describe(IReadOnlyList<ScheduleSetConflict> conflicts)
    {
        var first = conflicts[0];
        var owner = first.Set is null ? "was not made by a set" : $"belongs to set '{first.Set}'";
        return $"schedule '{first.Schedule}' is there already and {owner}"
            + (conflicts.Count > 1 ? $"; so it is with {conflicts.Count - 1} more" : "")
            + "; take it out, or take it over with Adopt()";
    }

    private async Task RunAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            await _gate.WaitAsync(LookEvery, _closing.Token).ConfigureAwait(false);
            if (_closing.IsCancellationRequested) return;
            try
            {
                Compare(await ReadAsync(_closing.Token).ConfigureAwait(false));
                _failures = 0;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                if (_closing.IsCancellationRequested) return;
                if (Pause.IsWorthALine(++_failures))
                    LookFailed(_logger, error is StoreException ? error.Message : error.ToString());
            }
        }
    }

    private void Compare(Dictionary<string, (long Version, bool IsRemoved)> stored)
    {
        foreach (var (name, now) in stored)
        {
            if (_known.TryGetValue(name, out var before) ? before == now : now.IsRemoved) continue;
            if (now.IsRemoved) SetRemoved(_logger, name, now.Version);
            else SetAdopted(_logger, name, now.Version);
            Raise(name, now.Version);
        }

        foreach (var (name, before) in _known)
            if (!before.IsRemoved && !stored.ContainsKey(name))
            {
                SetRemoved(_logger, name, before.Version);
                Raise(name, before.Version);
            }

        _known = stored;
    }

    private async Task<Dictionary<string, (long Version, bool IsRemoved)>> ReadAsync(CancellationToken cancellation)
    {
        var sets = new Dictionary<string, (long Version, bool IsRemoved)>(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var page = await _parts.Query.ListScheduleSetsAsync(cursor, ScheduleSetLimits.MaxSets, cancellation)
                .ConfigureAwait(false);
            foreach (var set in page.Items) sets[set.Name] = (set.Version, set.IsRemoved);
            cursor = page.Next;
        }
        while (cursor is not null);
        return sets;
    }

    private void Raise(string set, long version) =>
        _events?.Raise(new GnomonEvent(GnomonEventKind.Reloaded, _time.GetUtcNow())
        {
            ScheduleSet = set, Version = version,
        });
}
