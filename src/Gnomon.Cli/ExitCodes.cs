namespace Gnomon.Cli;

/// <summary>What the program answers to its caller; scripts depend on these.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The job failed, or a wait ended before it succeeded.</summary>
    public const int JobFailed = 1;

    /// <summary>A time rule has no tick in what was asked for. The same number as for a failed job: as with grep, 1 says
    /// that the answer is no.</summary>
    public const int NoTick = 1;

    /// <summary>Bad usage: the request itself cannot be right.</summary>
    public const int Usage = 2;

    /// <summary>The server or the store cannot be reached or cannot serve.</summary>
    public const int Unreachable = 3;

    public const int NotFound = 4;

    /// <summary>A defect of this program.</summary>
    public const int Defect = 70;

    /// <summary>Ended by a signal before it was done.</summary>
    public const int Interrupted = 130;
}
