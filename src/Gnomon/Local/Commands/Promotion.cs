namespace Gnomon.Local.Commands;

/// <summary>Makes due jobs ready, so many at a time that no command is held up for long.</summary>
internal static class Promotion
{
    /// <summary>Most jobs that one command promotes in one queue.</summary>
    public const int Max = 4096;

    /// <summary>Upper bound of the bytes that takes in the journal.</summary>
    public const int MaxBytes = Max * 9 + 32;

    public static int Run(LocalState state, LocalQueue queue, Moment now) => state.Promote(queue, now.Utc, Max);
}
