namespace Gnomon.Store;

/// <summary>What became of one draft.</summary>
public enum EnqueueOutcome : byte
{
    /// <summary>A new job is stored.</summary>
    Created,

    /// <summary>A job with this id was there already; nothing changed.</summary>
    SameId,

    /// <summary>A job with this key has not ended yet in this queue; nothing changed.</summary>
    SameKey,
}
