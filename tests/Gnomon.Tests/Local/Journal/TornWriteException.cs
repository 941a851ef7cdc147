namespace Gnomon.Tests.Local.Journal;

/// <summary>Makes <see cref="WatchedFiles"/> write half of the bytes before the write fails.</summary>
internal sealed class TornWriteException() : IOException("the write stopped in the middle");
