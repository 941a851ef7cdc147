using Gnomon.Codecs;

namespace Gnomon.Local.Journal;

/// <summary>What was counted in each day. It comes after the jobs: what happens to them later is counted again when it
/// is replayed, and what happened before is in here.</summary>
internal sealed partial class Checkpoint
{
    /// <summary>The newest day that is written.</summary>
    private int _lastDay = -1;

    private bool WriteDays(LocalState state, RecordWriter records, int limit)
    {
        foreach (var day in state.Tallies.Days)
        {
            if (day.Day <= _lastDay) continue;
            if (records.Length >= limit) return false;
            LocalState.WriteTally(records, day);
            _lastDay = day.Day;
        }

        return true;
    }
}
