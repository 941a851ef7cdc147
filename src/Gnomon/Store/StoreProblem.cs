namespace Gnomon.Store;

/// <summary>Why a store cannot serve.</summary>
public enum StoreProblem
{
    /// <summary>It is closed, or closing.</summary>
    Closed,

    /// <summary>Its medium is full: new jobs are refused, running ones still settle.</summary>
    Full,

    /// <summary>A write failed; it acknowledges nothing more until it is opened again.</summary>
    Failed,

    /// <summary>Another process owns it.</summary>
    Owned,

    /// <summary>What it holds is damaged.</summary>
    Corrupt,

    /// <summary>A newer version wrote it.</summary>
    NewerVersion,

    /// <summary>It cannot be read or written where it is.</summary>
    Inaccessible,

    /// <summary>The change is stored, but on fewer machines than was asked for, so that the loss of one may undo it.
    /// </summary>
    Unconfirmed,
}
