namespace Gnomon.Local.Journal;

/// <summary>What the header of a whole frame says.</summary>
/// <param name="Payload">The bytes of its records.</param>
/// <param name="Chain">The chain value of the frame before it.</param>
/// <param name="Sequence">Its number in the journal.</param>
/// <param name="Durable">The highest sequence that was on the disk when it was written.</param>
/// <param name="Seal">Its own chain value.</param>
internal readonly record struct FrameHeader(int Payload, uint Chain, long Sequence, long Durable, uint Seal);
