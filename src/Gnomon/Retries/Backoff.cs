namespace Gnomon.Retries;

/// <summary>How the waits between attempts grow. The numbers are stored: never renumber.</summary>
public enum Backoff : byte
{
    /// <summary>An explicit list of waits.</summary>
    List = 0,

    /// <summary>The same wait each time.</summary>
    Fixed = 1,

    /// <summary>1, 1, 2, 3, 5, 8… times the first wait.</summary>
    Fibonacci = 2,

    /// <summary>1, 2, 4, 8… times the first wait.</summary>
    Exponential = 3,
}
