using System.Text;
using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Triggers;

namespace Gnomon.Local;

/// <summary>Lets schedules that are alike have one trigger and one job between them: a million of the same rule then cost
/// little more than their names. What it remembers is bounded; a clash or a forgotten one costs memory, nothing else.
/// </summary>
internal sealed class SharedDefinitions
{
    private const int MaxKept = 4096;

    /// <summary>Larger jobs are seldom alike.</summary>
    private const int MaxJobBytes = 1024;

    private readonly Dictionary<string, Trigger> _triggers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JobSpec> _jobs = new(StringComparer.Ordinal);

    /// <summary>The definition with the parts of an earlier one where they say the same.</summary>
    public Schedule Share(Schedule schedule)
    {
        var trigger = OneOf(_triggers, schedule.Trigger.Text, schedule.Trigger);
        var encoded = JobSpecCodec.Encode(schedule.Job);
        var job = encoded.Length > MaxJobBytes
            ? schedule.Job
            : OneOf(_jobs, Encoding.Latin1.GetString(encoded), schedule.Job);
        if (trigger.GetType() != schedule.Trigger.GetType()) trigger = schedule.Trigger;
        return ReferenceEquals(trigger, schedule.Trigger) && ReferenceEquals(job, schedule.Job)
            ? schedule
            : schedule with { Trigger = trigger, Job = job };
    }

    private static T OneOf<T>(Dictionary<string, T> known, string key, T value)
    {
        if (known.TryGetValue(key, out var same)) return same;
        if (known.Count >= MaxKept) known.Clear();
        known.Add(key, value);
        return value;
    }
}
