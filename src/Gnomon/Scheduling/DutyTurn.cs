namespace Gnomon.Scheduling;

/// <summary>When a duty ran, and when it is to run again.</summary>
internal sealed class DutyTurn(IDuty duty, TimeProvider time)
{
    private long? _ran;
    private DateTimeOffset? _next;
    private bool _rests;

    public IDuty Duty { get; } = duty;

    /// <summary>How long until it is to run again; zero or less when it is now.</summary>
    /// <param name="lookEvery">The pause between two looks where it does not rest.</param>
    /// <param name="isQuiet">Whether nothing is heard, so that it may rest.</param>
    public TimeSpan Wait(TimeSpan lookEvery, bool isQuiet)
    {
        if (_ran is not { } ran) return TimeSpan.Zero;
        var pause = isQuiet && _rests && Duty.RestMost > lookEvery ? Duty.RestMost : lookEvery;
        var wait = pause - time.GetElapsedTime(ran);
        return _next is { } next && next - time.GetUtcNow() is var due && due < wait ? due : wait;
    }

    /// <summary>It is to run as soon as it may.</summary>
    public void Hasten() => _ran = null;

    /// <summary>It has run.</summary>
    /// <param name="next">When there will be more to do, as far as it knows.</param>
    public void Ran(DateTimeOffset? next) => (_ran, _next, _rests) = (time.GetTimestamp(), next, true);

    /// <summary>It has failed, and is tried again after one pause.</summary>
    public void Failed() => (_ran, _next, _rests) = (time.GetTimestamp(), null, false);
}
