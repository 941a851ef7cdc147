using Gnomon.Store;

namespace Gnomon.Redis.Striping;

/// <summary>Puts together what stripes say of a declared set, of which each has a share.</summary>
internal static class ScheduleSetShares
{
    /// <summary>Outcomes that concern the whole set if one stripe says so, the weightiest first.</summary>
    private static readonly ScheduleSetOutcome[] Weight =
    [
        ScheduleSetOutcome.Older, ScheduleSetOutcome.Different, ScheduleSetOutcome.Conflict, ScheduleSetOutcome.Stored,
        ScheduleSetOutcome.Removed, ScheduleSetOutcome.Unchanged, ScheduleSetOutcome.Unknown,
    ];

    /// <summary>Whether nothing is changed because of what one share says.</summary>
    public static bool IsRefusal(ScheduleSetOutcome outcome) =>
        outcome is ScheduleSetOutcome.Older or ScheduleSetOutcome.Different or ScheduleSetOutcome.Conflict;

    /// <summary>The whole set: in a version that every stripe has, unless a change is under way or broke off.</summary>
    public static StoredScheduleSet? Merge(IEnumerable<StoredScheduleSet?> shares)
    {
        var known = shares.OfType<StoredScheduleSet>().ToList();
        if (known.Count == 0) return null;
        var least = known.MinBy(share => share.Version)!;
        return least with
        {
            Schedules = known.Sum(share => share.Schedules), StoredAt = known.Max(share => share.StoredAt),
        };
    }

    /// <summary>What became of the whole set. Of a refused one, what stands is not told here: each share tells only what would
    /// have become of itself.</summary>
    /// <param name="answers">What became of each share.</param>
    /// <param name="order">The places of its schedules.</param>
    public static ScheduleSetAnswer Merge(IEnumerable<ScheduleSetAnswer> answers, Dictionary<string, int> order)
    {
        var all = answers.ToList();
        var outcome = Weight.First(outcome => all.Exists(answer => answer.Outcome == outcome));
        var conflicts = all.SelectMany(answer => answer.Conflicts).OrderBy(conflict => order[conflict.Schedule]).ToList();
        if (IsRefusal(outcome))
            return new ScheduleSetAnswer(outcome, null)
            {
                Conflicts = outcome == ScheduleSetOutcome.Conflict ? conflicts : [],
            };
        return new ScheduleSetAnswer(outcome, Merge(all.Select(answer => answer.Stored)))
        {
            Added = InOrder(answer => answer.Added), Changed = InOrder(answer => answer.Changed),
            Unchanged = InOrder(answer => answer.Unchanged),
            Removed = [.. all.SelectMany(answer => answer.Removed).Order(StringComparer.Ordinal)],
        };

        List<string> InOrder(Func<ScheduleSetAnswer, IReadOnlyList<string>> list) =>
            [.. all.SelectMany(list).OrderBy(id => order[id])];
    }
}
