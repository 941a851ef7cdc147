using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Testing.Conformance;

/// <summary>The random versions of declared sets of schedules, newer and older ones.</summary>
public sealed partial class ModelRunner
{
    private const int MostVersions = 12;

    private ScheduleChanges? _lastDeclared;

    private async Task PutSetAsync()
    {
        var changes = Chance(20) && _lastDeclared is not null ? _lastDeclared : Declaration();
        var set = changes.Set!;
        var how = $"adopt {set.Adopt} reset {set.ResetPauses} trial {set.IsTrial}";
        Trace($"{set.Action} {set.Name} {set.Version} {how}: {string.Join(", ", changes.Puts.Select(Show))}");
        var answer = await _h.Store.PutSchedulesAsync(changes, _h.Cancellation);
        var expected = _model.PutSet(changes);
        var actual = Expect.Present(answer.Set, "what became of the set");
        Expect.Equal((expected.Outcome, expected.Stored), (actual.Outcome, actual.Stored), "the outcome and the set");
        Expect.Sequence(expected.Added, actual.Added, "the schedules that are new");
        Expect.Sequence(expected.Changed, actual.Changed, "the schedules that changed");
        Expect.Sequence(expected.Unchanged, actual.Unchanged, "the schedules that stayed");
        Expect.Sequence(expected.Removed, actual.Removed, "the schedules that went");
        Expect.Sequence(expected.Conflicts, actual.Conflicts, "the schedules in the way");
        if (set.Action == ScheduleSetAction.Replace) _lastDeclared = changes;
    }

    private ScheduleChanges Declaration()
    {
        var (name, version) = (Pick(["set1", "set2"]), _random.Next(1, MostVersions));
        var (removes, forgets, isTrial) = (Chance(12), Chance(50), Chance(10));
        List<Schedule> schedules = [.. Schedules.Where(_ => Chance(45)).Select(Definition)];
        var (adopts, resets) = (Chance(50), Chance(20));
        return removes
            ? new ScheduleChanges([], []) { Set = ScheduleSetChange.Remove(name, forgets) with { IsTrial = isTrial } }
            : ScheduleChanges.OfSet(
                name, version, schedules, set => set with { Adopt = adopts, ResetPauses = resets, IsTrial = isTrial });
    }
}
