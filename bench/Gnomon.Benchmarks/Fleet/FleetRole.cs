namespace Gnomon.Benchmarks.Fleet;

/// <summary>What a process of the fleet does.</summary>
internal enum FleetRole
{
    /// <summary>Runs jobs of every queue, and has its turn with the duties.</summary>
    Worker,

    /// <summary>Stores jobs and nothing else.</summary>
    Producer,

    /// <summary>Has its turn with the duties and runs no job.</summary>
    Scheduler,

    /// <summary>Takes jobs and holds them until it is asked to stop.</summary>
    Holder,
}
