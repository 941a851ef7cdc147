using Gnomon.Codecs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Local;

/// <summary>The state as changes of schedules see it.</summary>
internal sealed class LocalSchedulesSeen(LocalState state, Moment now) : ISchedulesSeen
{
    public DateTimeOffset Now => now.Instant;

    public int SetCount => state.ScheduleSetCount;

    public SeenSchedule? Find(string id) => state.FindSchedule(id) is { } found
        ? new SeenSchedule(found.Definition, found.Revision, found.Set?.Name, found.IsDeclaredPaused)
        : null;

    public SeenScheduleSet? FindSet(string name) => state.FindScheduleSet(name) is { } found
        ? new SeenScheduleSet(found.Describe(), found.Content, found.Members)
        : null;

    public bool AreSame(Schedule one, Schedule other) => ScheduleCodec.SameDefinition(one, other);
}
