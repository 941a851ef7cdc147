namespace Gnomon.Store;

/// <summary>What makes a schedule fire.</summary>
public enum FireKind : byte
{
    /// <summary>Its ticks are due. The request is guarded by the mark, which it moves.</summary>
    Due = 0,

    /// <summary>Somebody asks for a run now. Its one tick is no occurrence and is not recorded; the mark stays.</summary>
    ByHand = 1,

    /// <summary>Somebody asks for ticks of the past. They are recorded, without counting as runs; the mark stays. A tick
    /// whose job is or was there is passed over, and where no more can be buffered the rest is left undecided.</summary>
    Backfill = 2,
}
