using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Journal;
using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>The counts by handler and by day.</summary>
internal sealed partial class LocalState
{
    /// <summary>The group that a job belongs to which is read back.</summary>
    public JobGroup GroupOf(byte[] spec)
    {
        var (queue, handler, argsVersion) = JobSpecCodec.Kind(spec);
        return Groups.Of(Queue(queue), handler, argsVersion);
    }

    public JobCounters DescribeCounters(int days, long now)
    {
        var load = Groups.Named.Concat(_queues.Values.Select(queue => queue.OtherJobs))
            .Where(group => group.Waiting + group.Running > 0)
            .Select(group => new HandlerLoad(
                group.Queue.Name, group.Handler, group.ArgsVersion, group.Waiting, group.Running))
            .OrderBy(entry => entry.Queue, StringComparer.Ordinal)
            .ThenBy(entry => entry.Handler is null).ThenBy(entry => entry.Handler, StringComparer.Ordinal)
            .ThenBy(entry => entry.ArgsVersion);
        var today = (int)(now / TimeSpan.TicksPerDay);
        return new JobCounters([.. load], Tallies.Describe(today - days + 1));
    }

    /// <summary>Writes what was counted in a day, all of it.</summary>
    public static void WriteTally(RecordWriter records, DayTally day)
    {
        records.Byte((byte)RecordKind.DayRestated);
        records.Number(day.Day);
        day.Write(records);
    }

    /// <summary>Takes over a day as it was counted.</summary>
    public void ReadTally(ref RecordReader reader) => Tallies.Day(reader.Int32()).Read(ref reader);

    private void CountAttempt(LocalJob job, AttemptOutcome outcome, JobState to, long now)
    {
        if (outcome == AttemptOutcome.Succeeded)
        {
            Tallies.Of(job.Group, now).Done++;
            return;
        }

        if (outcome is not (AttemptOutcome.Failed or AttemptOutcome.Lost)) return;
        var tally = Tallies.Of(job.Group, now);
        if (to.IsTerminal()) tally.Failed++;
        else tally.Retried++;
    }

    private void Regroup(LocalJob job, JobGroup group)
    {
        job.Group.Count(job.State, -1);
        Groups.Leave(job.Group);
        job.Group = group;
        Groups.Enter(group);
        group.Count(job.State, 1);
    }
}
