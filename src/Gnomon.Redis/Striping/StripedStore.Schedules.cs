using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Redis.Striping;

/// <summary>The reads and the firing of schedules. Each is in the stripe of the queue that its jobs are for.</summary>
internal sealed partial class StripedStore
{
    public async ValueTask<IReadOnlyList<FireAnswer>> FireAsync(
        IReadOnlyList<FireRequest> requests, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(requests);
        foreach (var job in requests.SelectMany(request => request.Jobs)) _rules.CheckKey(job.Spec);
        var places = await LocateAsync([.. requests.Select(request => request.Schedule)], cancellation)
            .ConfigureAwait(false);
        for (var i = 0; i < places.Length; i++)
            foreach (var job in requests[i].Jobs)
                if (places[i] is { } stripe && _map.Of(job.Spec.Queue) != stripe)
                    throw _rules.ForeignJob(requests[i].Schedule, job.Spec.Queue, stripe);
        var answers = new FireAnswer[requests.Count];
        // A schedule that is nowhere is refused, wherever that is asked.
        await Task.WhenAll(Enumerable.Range(0, places.Length).GroupBy(i => places[i] ?? 0).Select(async part =>
        {
            var told = await _stripes[part.Key].FireAsync([.. part.Select(i => requests[i])], cancellation)
                .ConfigureAwait(false);
            foreach (var (place, answer) in part.Zip(told)) answers[place] = answer;
        })).ConfigureAwait(false);
        for (var i = 0; i < answers.Length; i++)
            if (!answers[i].Applied)
                _schedules.Forget(requests[i].Schedule);
        return answers;
    }

    public ValueTask<StoredSchedule?> GetScheduleAsync(string id, CancellationToken cancellation) =>
        FindAsync(
            _schedules.Find(id), stripe => stripe.GetScheduleAsync(id, cancellation), schedule => schedule is not null);

    public async ValueTask<Page<StoredSchedule>> ListSchedulesAsync(
        string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var pages = await AllAsync(stripe => stripe.ListSchedulesAsync(cursor, limit, cancellation))
            .ConfigureAwait(false);
        Note(pages.Select(page => page.Items));
        var items = pages.SelectMany(page => page.Items)
            .OrderBy(schedule => schedule.Schedule.Id, StringComparer.Ordinal).ToList();
        return Page<StoredSchedule>.ByName(
            items, limit, schedule => schedule.Schedule.Id, pages.Any(page => page.Next is not null));
    }

    public async ValueTask<DueSchedules> DueSchedulesAsync(
        DateTimeOffset now, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var all = await AllAsync(stripe => stripe.DueSchedulesAsync(now, limit, cancellation)).ConfigureAwait(false);
        Note(all.Select(due => due.Items));
        var items = all.SelectMany(due => due.Items).OrderBy(schedule => schedule.NextDue).ToList();
        var next = all.Select(due => due.NextDue).Aggregate(Earlier);
        if (items.Count > limit)
        {
            next = Earlier(items[limit].NextDue, next);
            items.RemoveRange(limit, items.Count - limit);
        }

        // No stripe's clock may be behind what is fired.
        return new DueSchedules(items, next) { StoreNow = all.Min(due => due.StoreNow) };
    }

    public async ValueTask<IReadOnlyList<ScheduleEvent>> ListScheduleEventsAsync(
        string schedule, CancellationToken cancellation) =>
        await FindAsync(
            _schedules.Find(schedule), stripe => stripe.ListScheduleEventsAsync(schedule, cancellation),
            events => events.Count > 0).ConfigureAwait(false);

    public ValueTask<Page<Tick>> ListTicksAsync(
        string schedule, string? cursor, int limit, CancellationToken cancellation) =>
        FindAsync(
            _schedules.Find(schedule), stripe => stripe.ListTicksAsync(schedule, cursor, limit, cancellation), HasAny);

    /// <summary>Where schedules are; null for one that is nowhere.</summary>
    private async ValueTask<int?[]> LocateAsync(IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        var places = ids.Select(_schedules.Find).ToArray();
        var unknown = ids.Where((_, i) => places[i] is null).Distinct(StringComparer.Ordinal).ToList();
        if (unknown.Count == 0) return places;
        var found = await AllAsync(stripe => stripe.HasSchedulesAsync(unknown, cancellation)).ConfigureAwait(false);
        for (var i = 0; i < unknown.Count; i++)
            if (Array.FindIndex(found, has => has[i]) is >= 0 and var stripe)
                _schedules.Note(unknown[i], stripe);
        return [.. ids.Select(_schedules.Find)];
    }

    private void Note(IEnumerable<IReadOnlyList<StoredSchedule>> ofStripes)
    {
        var stripe = 0;
        foreach (var items in ofStripes)
        {
            foreach (var item in items) _schedules.Note(item.Schedule.Id, stripe);
            stripe++;
        }
    }
}
