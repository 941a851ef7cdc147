using System.Runtime.CompilerServices;
using Gnomon.Jobs;

namespace Gnomon.Local;

/// <summary>Finds the job that holds a unique key. It is worked out from the jobs alone and stored nowhere, so that
/// nothing can leave a key behind. A job with a key is found in each scope, whatever scope its own rule names: the
/// rule of the draft that comes decides where to look.</summary>
internal sealed class KeyIndex
{
    private const int Scopes = 3;

    /// <summary>The holders in each place, chained: the one that holds longest first, the newer first among equals.
    /// </summary>
    private readonly Dictionary<Place, Holder> _first = [];

    /// <summary>Whether a job in this state of its life holds its key, its period apart.</summary>
    public static bool Holds(LocalJob job, UniqueRule rule) => rule.Hold switch
    {
        KeyHold.UntilRemoved => true,
        KeyHold.UntilStarted => job.Attempt == 0 && !job.State.IsTerminal(),
        _ => !job.State.IsTerminal(),
    };

    /// <summary>The job that holds the key of a specification where its rule looks, or null.</summary>
    /// <param name="spec">A specification with a key.</param>
    /// <param name="now">The wall clock, in UTC ticks.</param>
    /// <param name="other">A job that does not count.</param>
    public LocalJob? Find(JobSpec spec, long now, LocalJob? other = null)
    {
        if (!_first.TryGetValue(PlaceOf(spec.Unique.Scope, spec), out var first)) return null;
        for (var holder = first; holder is not null && holder.Until > now; holder = holder.Next[(int)spec.Unique.Scope])
            if (!ReferenceEquals(holder.Job, other) && !IsPastDeadline(holder.Job, now))
                return holder.Job;
        return null;
    }

    /// <summary>Adds a job that is not here.</summary>
    public void Add(LocalJob job, JobSpec spec)
    {
        var until = spec.Unique.Period is { } period ? Instants.Add(job.CreatedAt, period) : long.MaxValue;
        var added = new Holder(job, until);
        for (var scope = 0; scope < Scopes; scope++) Link(added, scope, PlaceOf((KeyScope)scope, spec));
    }

    /// <summary>Removes a job, if it is here.</summary>
    public void Remove(LocalJob job, JobSpec spec)
    {
        // The queue's chain is the shortest: only other handlers and holders past their period can be in it.
        const int queue = (int)KeyScope.Queue;
        var holder = _first.GetValueOrDefault(PlaceOf(KeyScope.Queue, spec));
        while (holder is not null && !ReferenceEquals(holder.Job, job)) holder = holder.Next[queue];
        if (holder is null) return;
        for (var scope = 0; scope < Scopes; scope++) Unlink(holder, scope, PlaceOf((KeyScope)scope, spec));
    }

    private static bool IsPastDeadline(LocalJob job, long now) =>
        job.State is JobState.Scheduled or JobState.Ready or JobState.Blocked && LocalState.Deadline(job) < now;

    private static Place PlaceOf(KeyScope scope, JobSpec spec) => scope switch
    {
        KeyScope.Queue => new Place(scope, spec.Queue, spec.Key!),
        KeyScope.Handler => new Place(scope, spec.Handler, spec.Key!),
        _ => new Place(KeyScope.Global, "", spec.Key!),
    };

    private void Link(Holder added, int scope, Place place)
    {
        Holder? before = null;
        var after = _first.GetValueOrDefault(place);
        while (after is not null && after.GoesBefore(added)) (before, after) = (after, after.Next[scope]);
        (added.Previous[scope], added.Next[scope]) = (before, after);
        if (after is not null) after.Previous[scope] = added;
        if (before is not null) before.Next[scope] = added;
        else _first[place] = added;
    }

    private void Unlink(Holder holder, int scope, Place place)
    {
        var (before, after) = (holder.Previous[scope], holder.Next[scope]);
        if (after is not null) after.Previous[scope] = before;
        if (before is not null) before.Next[scope] = after;
        else if (after is not null) _first[place] = after;
        else _first.Remove(place);
    }

    private readonly record struct Place(KeyScope Scope, string Name, string Key);

    /// <summary>One job, with its neighbours in each scope.</summary>
    private sealed class Holder(LocalJob job, long until)
    {
        public readonly LocalJob Job = job;

        /// <summary>The end of its period, in UTC ticks; it holds the key before this instant.</summary>
        public readonly long Until = until;

        public Links Previous, Next;

        public bool GoesBefore(Holder other) =>
            Until != other.Until ? Until > other.Until : Job.Sequence > other.Job.Sequence;
    }

    [InlineArray(Scopes)]
    private struct Links
    {
        private Holder? _first;
    }
}
