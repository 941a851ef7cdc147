using Gnomon.Workers;

namespace Gnomon.Testing;

public sealed partial class FakeTime : IWorkGauge
{
    private int _working;
    private TaskCompletionSource? _fewer;

    /// <summary>Ends when no more loops, slots and handlers than so many are at work, or when none of them has come to
    /// rest for all of the patience.</summary>
    /// <param name="most">How many.</param>
    /// <param name="patience">How long in real time to wait for one to come to rest.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>How many are at work then.</returns>
    internal async Task<int> RestAsync(int most, TimeSpan patience, CancellationToken cancellation)
    {
        while (true)
        {
            Task fewer;
            lock (_gate)
            {
                if (_working <= most) return _working;
                fewer = (_fewer ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            try
            {
                await fewer.WaitAsync(patience, System, cancellation).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                lock (_gate) return _working;
            }
        }
    }

    void IWorkGauge.Begin()
    {
        lock (_gate) _working++;
    }

    void IWorkGauge.End()
    {
        lock (_gate) CountOut_NeedsLock();
    }

    IDisposable IWorkGauge.BeginHandler()
    {
        var work = new HandlerWork();
        HandlerWork.Current = work;
        return new Ending(() =>
        {
            lock (_gate)
            {
                if (work.Ended) return;
                if (work.Holds > 0) _working++;
                work.Ended = true;
            }
        });
    }

    IDisposable IWorkGauge.HoldHandler()
    {
        if (HandlerWork.Current is not { } work) return new Ending(() => { });
        lock (_gate) Hold_NeedsLock(work);
        var released = false;
        return new Ending(() =>
        {
            lock (_gate)
            {
                if (!released) Release_NeedsLock(work);
                released = true;
            }
        });
    }

    private void Hold_NeedsLock(HandlerWork work)
    {
        if (work.Holds++ == 0 && !work.Ended) CountOut_NeedsLock();
    }

    private void Release_NeedsLock(HandlerWork work)
    {
        if (--work.Holds == 0 && !work.Ended) _working++;
    }

    private void CountOut_NeedsLock()
    {
        _working--;
        _fewer?.TrySetResult();
        _fewer = null;
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
