namespace Gnomon.Store;

/// <summary>The bounds of the counts by handler and by day.</summary>
public static class CounterLimits
{
    /// <summary>Days that are kept: the newest on which something happened.</summary>
    public const int MaxDays = 31;

    /// <summary>Handlers that are told apart in one day; further ones are counted together.</summary>
    public const int MaxHandlersInDay = 200;

    /// <summary>Kinds of jobs (queue, handler and version of the arguments) whose waiting and running jobs are told
    /// apart; further ones are counted together for each queue.</summary>
    public const int MaxLoads = 1000;
}
