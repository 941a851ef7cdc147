using Gnomon.Store;

namespace Gnomon.Testing.Faults;

/// <summary>An engine that fails, waits or repeats itself where a test says so, and is a good one else. Safe for use
/// from many threads.</summary>
/// <param name="inner">The engine. It is not disposed.</param>
public sealed class FaultyStore(StoreParts inner) : StoreDecorator(inner)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StoreCall, int> _made = [];
    private readonly Dictionary<(StoreCall Call, int Number), Fault> _armed = [];

    private enum Kind
    {
        Fail,
        DropAnswer,
        Duplicate,
        Hold,
    }

    /// <summary>How often a method has been called since this was made.</summary>
    public int CallsOf(StoreCall call)
    {
        lock (_gate) return _made.GetValueOrDefault(call);
    }

    /// <summary>Makes a call fail without being carried out.</summary>
    /// <param name="call">The method.</param>
    /// <param name="nth">Which call from now on: 1, the default, is the next.</param>
    /// <param name="error">What is thrown; null means a <see cref="StoreException"/> with
    /// <see cref="StoreProblem.Inaccessible"/>, which a worker tries again.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="nth"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">That call has a fault already.</exception>
    public void Fail(StoreCall call, int nth = 1, Exception? error = null) => Arm(call, nth, Kind.Fail, error);

    /// <summary>Carries a call out and then fails it: its caller cannot know whether it happened.</summary>
    /// <param name="call">The method.</param>
    /// <param name="nth">Which call from now on: 1, the default, is the next.</param>
    /// <param name="error">What is thrown; see <see cref="Fail"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="nth"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">That call has a fault already.</exception>
    public void DropAnswer(StoreCall call, int nth = 1, Exception? error = null) =>
        Arm(call, nth, Kind.DropAnswer, error);

    /// <summary>Carries a call out twice and answers with the second: what the caller would see had it tried again
    /// after a lost answer.</summary>
    /// <param name="call">The method.</param>
    /// <param name="nth">Which call from now on: 1, the default, is the next.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="nth"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">That call has a fault already.</exception>
    public void Duplicate(StoreCall call, int nth = 1) => Arm(call, nth, Kind.Duplicate, null);

    /// <summary>Holds a call up before it is carried out.</summary>
    /// <param name="call">The method.</param>
    /// <param name="nth">Which call from now on: 1, the default, is the next.</param>
    /// <returns>Tells when the call is made, and lets it go on.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="nth"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">That call has a fault already.</exception>
    public HeldCall Hold(StoreCall call, int nth = 1) => Arm(call, nth, Kind.Hold, null).Held;

    /// <inheritdoc/>
    protected override async ValueTask<T> AroundAsync<T>(StoreCall call, Func<ValueTask<T>> forward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        switch (Take(call))
        {
            case { Kind: Kind.Fail } fault:
                throw fault.Error;
            case { Kind: Kind.DropAnswer } fault:
                await forward().ConfigureAwait(false);
                throw fault.Error;
            case { Kind: Kind.Duplicate }:
                await forward().ConfigureAwait(false);
                break;
            case { Kind: Kind.Hold } fault:
                await fault.Held.WaitAsync().ConfigureAwait(false);
                break;
        }

        return await forward().ConfigureAwait(false);
    }

    private Fault Arm(StoreCall call, int nth, Kind kind, Exception? error)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nth, 1);
        lock (_gate)
        {
            var number = _made.GetValueOrDefault(call) + nth;
            error ??= new StoreException(
                StoreProblem.Inaccessible, $"The test fails call {number} of {call} ({kind}).");
            var fault = new Fault(kind, error, new HeldCall());
            if (!_armed.TryAdd((call, number), fault))
                throw new InvalidOperationException($"Call {number} of {call} has a fault already.");
            return fault;
        }
    }

    private Fault? Take(StoreCall call)
    {
        lock (_gate)
        {
            var number = _made[call] = _made.GetValueOrDefault(call) + 1;
            return _armed.Remove((call, number), out var fault) ? fault : null;
        }
    }

    private sealed record Fault(Kind Kind, Exception Error, HeldCall Held);
}
