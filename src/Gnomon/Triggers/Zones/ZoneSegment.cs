namespace Gnomon.Triggers.Zones;

/// <summary>A stretch of time in which a zone keeps one offset. Instants are seconds from 0001-01-01 00:00:00 UTC,
/// local times the same count on the zone's clocks.</summary>
/// <param name="Start">Its first instant.</param>
/// <param name="End">The first instant after it.</param>
/// <param name="Offset">Local time minus UTC, in seconds.</param>
/// <param name="Unseen">The first local time that the zone's clocks had not passed before <paramref name="Start"/>.
/// When it is earlier than what they show at the start, they jumped over the times in between; when it is later, they went
/// back and show the times up to it again.</param>
/// <param name="ShownAgain">From this local time on, what clocks show in this stretch is shown once more in a later
/// one; <see cref="long.MaxValue"/> when nothing is.</param>
internal readonly record struct ZoneSegment(long Start, long End, long Offset, long Unseen, long ShownAgain)
{
    public long LocalStart => Start + Offset;

    public long LocalEnd => End + Offset;

    /// <summary>Whether clocks jumped over local times at its start: those from <see cref="Unseen"/> to
    /// <see cref="LocalStart"/>.</summary>
    public bool FollowsGap => Unseen < LocalStart;

    /// <summary>The instants of this stretch whose local time is from one on and before another.</summary>
    public InstantRun Run(long localFrom, long localUntil) => new(
        Math.Max(Start, localFrom - Offset) * TimeSpan.TicksPerSecond,
        Math.Min(End, localUntil - Offset) * TimeSpan.TicksPerSecond);
}
