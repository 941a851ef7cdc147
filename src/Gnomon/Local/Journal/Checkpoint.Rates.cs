using Gnomon.Codecs;
using Gnomon.Store;

namespace Gnomon.Local.Journal;

/// <summary>The last part of a checkpoint: what the rates of limited queues have counted. It comes after the jobs, so
/// that every hand-out which is recorded later is of a job that a reader knows and can count again.</summary>
internal sealed partial class Checkpoint
{
    private List<(string Queue, string? Key)>? _rates;
    private int _nextRate;

    public static void ReadRate(ref RecordReader reader, LocalState state)
    {
        var queue = reader.Text();
        var key = reader.OptionalText();
        state.ReadRateInstant(ref reader);
        var kind = (RateKind)reader.Byte();
        if (state.FindQueue(queue)?.Gate is { } gate) gate.Restore(key, kind, ref reader);
        else RateMeter.Skip(ref reader, kind);
    }

    private bool WriteRates(LocalState state, RecordWriter records, int limit)
    {
        _rates ??=
        [
            .. from queue in state.Queues
               where queue.Gate is not null
               from key in queue.Gate!.Rates
               select (queue.Name, key),
        ];
        for (; _nextRate < _rates.Count; _nextRate++)
        {
            if (records.Length >= limit) return false;
            var (name, key) = _rates[_nextRate];
            if (state.FindQueue(name)?.Gate?.Meter(key) is not { } meter) continue;
            records.Byte((byte)RecordKind.RateRestated);
            records.Text(name);
            records.OptionalText(key);
            state.LogRateInstant(records);
            meter.Write(records);
        }

        return true;
    }

    /// <summary>How far it has come.</summary>
    private readonly record struct Position(
        long LastWorkflow, bool WorkflowsDone, long NextJob, string? LastSchedule, bool JobsDone, bool SchedulesDone,
        int NextRate, int LastDay);
}
