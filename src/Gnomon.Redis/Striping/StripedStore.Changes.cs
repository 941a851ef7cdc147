using Gnomon.Store;

namespace Gnomon.Redis.Striping;

/// <summary>The changes of schedules, and declared sets. A set is in every stripe, with its share of the schedules and with
/// its version: so each of them refuses an older one by itself.</summary>
internal sealed partial class StripedStore
{
    public async ValueTask<ScheduleChangeAnswer> PutSchedulesAsync(
        ScheduleChanges changes, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ScheduleChangeRules.Check(changes);
        foreach (var put in changes.Puts) _rules.CheckKey(put.Schedule.Job);
        var parts = await SplitAsync(changes, cancellation).ConfigureAwait(false);
        if (parts.Count == 1) return await PutAsync(parts[0].Key, parts[0].Value, cancellation).ConfigureAwait(false);
        if (await RefusalAsync(parts, changes, cancellation).ConfigureAwait(false) is { } refusal) return refusal;
        var answers = new List<ScheduleChangeAnswer>();
        foreach (var (stripe, part) in parts)
            answers.Add(await PutAsync(stripe, part, cancellation).ConfigureAwait(false));
        return await MergeAsync(answers, changes, cancellation).ConfigureAwait(false);
    }

    public async ValueTask<StoredScheduleSet?> GetScheduleSetAsync(string name, CancellationToken cancellation) =>
        ScheduleSetShares.Merge(
            await AllAsync(stripe => stripe.GetScheduleSetAsync(name, cancellation)).ConfigureAwait(false));

    public async ValueTask<Page<StoredScheduleSet>> ListScheduleSetsAsync(
        string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        // There are few: ScheduleSetLimits.MaxSets at most.
        var all = await AllAsync(stripe => stripe.ListScheduleSetsAsync(cursor, ScheduleSetLimits.MaxSets, cancellation))
            .ConfigureAwait(false);
        var sets = all.SelectMany(page => page.Items).GroupBy(set => set.Name, StringComparer.Ordinal)
            .OrderBy(shares => shares.Key, StringComparer.Ordinal).Select(shares => ScheduleSetShares.Merge(shares)!)
            .ToList();
        return Page<StoredScheduleSet>.ByName(sets, limit, set => set.Name);
    }

    /// <summary>What each stripe has to do, those without anything left out.</summary>
    private async ValueTask<List<KeyValuePair<int, ScheduleChanges>>> SplitAsync(
        ScheduleChanges changes, CancellationToken cancellation)
    {
        var ids = RedisStore.IdsOf(changes);
        // What is remembered may be gone: this decides where things are stored.
        foreach (var id in ids) _schedules.Forget(id);
        var places = await LocateAsync(ids, cancellation).ConfigureAwait(false);
        var place = ids.Zip(places).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        foreach (var put in changes.Puts)
        {
            var target = _map.Of(put.Schedule.Job.Queue);
            if (place[put.Schedule.Id] is { } stored && stored != target)
                throw _rules.MovedSchedule(put.Schedule.Id, put.Schedule.Job.Queue, stored);
            place[put.Schedule.Id] = target;
        }

        var parts = new List<KeyValuePair<int, ScheduleChanges>>();
        for (var k = 0; k < _stripes.Length; k++)
        {
            var part = changes with
            {
                Puts = [.. changes.Puts.Where(put => place[put.Schedule.Id] == k)],
                Removes = [.. changes.Removes.Where(id => (place[id] ?? 0) == k)],
                ExpectedOnRemove = changes.ExpectedOnRemove.Where(entry => (place[entry.Key] ?? 0) == k)
                    .ToDictionary(StringComparer.Ordinal),
            };
            if (changes.Set is not null || part.Puts.Count + part.Removes.Count + part.ExpectedOnRemove.Count > 0)
                parts.Add(new(k, part));
        }

        if (parts.Count == 0) parts.Add(new(0, changes));
        return parts;
    }

    private async ValueTask<ScheduleChangeAnswer> PutAsync(
        int stripe, ScheduleChanges part, CancellationToken cancellation)
    {
        var answer = await _stripes[stripe].PutSchedulesAsync(part, cancellation).ConfigureAwait(false);
        foreach (var id in part.Removes) _schedules.Forget(id);
        foreach (var stored in answer.Stored) _schedules.Note(stored.Schedule.Id, stripe);
        return answer;
    }

    /// <summary>What all stripes together would say to a change that is refused, or only tried; null for another one.
    /// </summary>
    private async ValueTask<ScheduleChangeAnswer?> RefusalAsync(
        List<KeyValuePair<int, ScheduleChanges>> parts, ScheduleChanges changes, CancellationToken cancellation)
    {
        var conflicts = await Task.WhenAll(parts.Select(part =>
            _stripes[part.Key].FindConflictAsync(part.Value, cancellation).AsTask())).ConfigureAwait(false);
        if (RedisStore.IdsOf(changes).Find(id => conflicts.Contains(id)) is { } conflict)
            return new ScheduleChangeAnswer(conflict, [], 0);
        if (changes.Set is not { } set) return null;
        var trials = await Task.WhenAll(parts.Select(part => _stripes[part.Key].PutSchedulesAsync(
            part.Value with { Set = set with { IsTrial = true } }, cancellation).AsTask())).ConfigureAwait(false);
        var answer = await MergeAsync(trials, changes, cancellation).ConfigureAwait(false);
        return set.IsTrial || answer.Set!.Outcome is not (ScheduleSetOutcome.Stored or ScheduleSetOutcome.Removed)
            ? answer
            : null;
    }

    private async ValueTask<ScheduleChangeAnswer> MergeAsync(
        IReadOnlyList<ScheduleChangeAnswer> answers, ScheduleChanges changes, CancellationToken cancellation)
    {
        var order = changes.Puts.Select((put, place) => (put.Schedule.Id, place)).DistinctBy(pair => pair.Id)
            .ToDictionary(pair => pair.Id, pair => pair.place, StringComparer.Ordinal);
        var set = changes.Set is null ? null : ScheduleSetShares.Merge(answers.Select(answer => answer.Set!), order);
        if (set is not null && ScheduleSetShares.IsRefusal(set.Outcome))
        {
            var standing = await GetScheduleSetAsync(changes.Set!.Name, cancellation).ConfigureAwait(false);
            return new ScheduleChangeAnswer(
                set.Conflicts is [var first, ..] ? first.Schedule : null, [], 0) { Set = set with { Stored = standing } };
        }

        var conflict = RedisStore.IdsOf(changes).Find(id => answers.Any(answer => answer.Conflict == id));
        return new ScheduleChangeAnswer(
            conflict, [.. answers.SelectMany(answer => answer.Stored).OrderBy(stored => order[stored.Schedule.Id])],
            answers.Sum(answer => answer.Removed))
        {
            Set = set,
        };
    }
}
