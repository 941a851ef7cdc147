using Gnomon.Triggers;

namespace Gnomon.Store;

/// <summary>What is stored of schedules when a change of them is worked out.</summary>
internal interface ISchedulesSeen
{
    /// <summary>The store's clock.</summary>
    DateTimeOffset Now { get; }

    /// <summary>How many declared sets there are.</summary>
    int SetCount { get; }

    /// <summary>A schedule; null when there is none of that id.</summary>
    SeenSchedule? Find(string id);

    /// <summary>A declared set; null when there is none of that name.</summary>
    SeenScheduleSet? FindSet(string name);

    /// <summary>Whether two definitions are the same.</summary>
    bool AreSame(Schedule one, Schedule other);
}
