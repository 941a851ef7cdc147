using Gnomon.Workers;

namespace Gnomon.Tests.Workers;

/// <summary>A handler that says when it was called and goes on when the test says so.</summary>
internal sealed class Meeting
{
    private readonly TaskCompletionSource<JobContext> _came = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _leave = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    /// <summary>The first call.</summary>
    public Task<JobContext> Came => _came.Task;

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Lets the handler return, now and in later calls.</summary>
    public void Leave() => _leave.TrySetResult();

    /// <summary>Heeds its token.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> RunAsync(JobContext job)
    {
        Enter(job);
        await _leave.Task.WaitAsync(job.Cancellation);
        return default;
    }

    /// <summary>Goes on whatever its token says.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> RunStubbornlyAsync(JobContext job)
    {
        Enter(job);
        await _leave.Task;
        return default;
    }

    private void Enter(JobContext job)
    {
        Interlocked.Increment(ref _calls);
        _came.TrySetResult(job);
    }
}
