using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Testing.Conformance;

/// <summary>Short forms of the steps with declared sets of schedules.</summary>
public sealed partial class StoreHarness
{
    internal Task<ScheduleChangeAnswer> PutSetAsync(string name, long version, params Schedule[] schedules) =>
        PutSetAsync(name, version, set => set, schedules);

    internal async Task<ScheduleChangeAnswer> PutSetAsync(
        string name, long version, Func<ScheduleSetChange, ScheduleSetChange> change, params Schedule[] schedules) =>
        await Store.PutSchedulesAsync(ScheduleChanges.OfSet(name, version, schedules, change), Cancellation);

    internal async Task<ScheduleChangeAnswer> RemoveSetAsync(string name, bool forget = false, bool trial = false) =>
        await Store.PutSchedulesAsync(
            new ScheduleChanges([], []) { Set = ScheduleSetChange.Remove(name, forget) with { IsTrial = trial } },
            Cancellation);

    /// <summary>The set, which must be known.</summary>
    internal async Task<StoredScheduleSet> SetAsync(string name) =>
        Expect.Present(await Query.GetScheduleSetAsync(name, Cancellation), $"set {name}");

    internal async Task<List<string>> ScheduleIdsAsync() =>
        [.. (await Query.ListSchedulesAsync(null, 1000, Cancellation)).Items.Select(s => s.Schedule.Id)];

    /// <summary>All that is stored of schedules and sets, as one text.</summary>
    internal async Task<string> ViewSchedulesAsync()
    {
        var schedules = await Query.ListSchedulesAsync(null, 1000, Cancellation);
        var sets = await Query.ListScheduleSetsAsync(null, 1000, Cancellation);
        return string.Join('\n', sets.Items.Select(set => $"{set}").Concat(schedules.Items.Select(s =>
            $"{s.Schedule.Id} {s.Schedule.Trigger.Text} {s.Schedule.Paused} {s.Schedule.Reason} {s.Revision} "
            + $"{s.Mark:O} {s.Next:O} {s.Set}")));
    }
}
