using System.Collections.Concurrent;
using Gnomon.Jobs;
using Gnomon.Store;
using Xunit;

namespace Gnomon.Conformance.Tests.Redis;

/// <summary>Callers that store, take and settle jobs while something happens to the server, and what they were told.
/// </summary>
/// <param name="parts">The store.</param>
/// <param name="producers">How many store jobs.</param>
/// <param name="consumers">How many take and settle them.</param>
/// <param name="queues">The queues of the jobs, one after another; the default queue when none are named.</param>
internal sealed class JobLoad(StoreParts parts, int producers = 4, int consumers = 4, params string[] queues)
{
    private const int BatchSize = 5;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<JobId, bool> _stored = new();
    private readonly ConcurrentDictionary<JobId, int> _runs = new();
    private readonly ConcurrentQueue<string> _surprises = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<(int At, TaskCompletionSource Reached)> _marks = [];
    private Task _producing = Task.CompletedTask;
    private Task _consuming = Task.CompletedTask;
    private readonly string[] _queues = queues.Length > 0 ? queues : [JobLimits.DefaultQueue];
    private int _acknowledged;

    /// <summary>Jobs that were stored and jobs that were settled, as the callers were told.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    public int Stored => _stored.Count;

    public void Start()
    {
        _producing = Task.WhenAll(Enumerable.Range(0, producers).Select(i => Task.Run(() => ProduceAsync(i))));
        _consuming = Task.WhenAll(Enumerable.Range(0, consumers).Select(i => Task.Run(() => ConsumeAsync($"node-{i}"))));
    }

    /// <summary>Waits until so many more have been acknowledged.</summary>
    public Task MoreAsync(int count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) _marks.Add((_acknowledged + count, reached));
        return reached.Task.WaitAsync(Longest, TimeProvider.System);
    }

    /// <summary>Ends the load: no more is stored, and what is stored is run. Then checks that nothing was lost and nothing
    /// was carried out twice.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await _producing.WaitAsync(Longest, TimeProvider.System);
        await _consuming.WaitAsync(Longest, TimeProvider.System);
        Assert.Empty(_surprises);
        foreach (var id in _stored.Keys)
        {
            var job = await parts.Query.GetJobAsync(id, CancellationToken.None);
            Assert.True(job is not null, $"Job {id} was acknowledged and is not there.");
            Assert.True(
                job is { State: JobState.Succeeded, Attempt: 1 },
                $"Job {id} is {job.State} after {job.Attempt} attempts: a claim was lost or carried out twice.");
            Assert.Equal(1, _runs.GetValueOrDefault(id));
        }
    }

    private async Task ProduceAsync(int number)
    {
        for (var round = number; !_stop.IsCancellationRequested; round++)
        {
            var drafts = Enumerable.Range(0, round % 2 == 0 ? 1 : BatchSize)
                .Select(i => new JobDraft(JobId.New(TimeProvider.System), new JobSpec
                {
                    Handler = "work", Queue = _queues[(round + i) % _queues.Length],
                })).ToList();
            var results = await TellAsync(() => parts.Store.EnqueueAsync(drafts, CancellationToken.None));
            if (results is null) continue;
            for (var i = 0; i < drafts.Count; i++)
            {
                // A call that is asked for again under its nonce answers what it answered: that it made the job.
                if (results[i].Outcome != EnqueueOutcome.Created)
                    _surprises.Enqueue($"Storing {drafts[i].Id} answered {results[i].Outcome}.");
                _stored[drafts[i].Id] = true;
            }

            Note(drafts.Count);
        }
    }

    private async Task ConsumeAsync(string node)
    {
        while (true)
        {
            var last = _producing.IsCompleted;
            var answer = await TellAsync(() => parts.Store.ClaimAsync(
                new ClaimRequest(node, _queues, BatchSize, Lease), CancellationToken.None));
            if (answer is null) continue;
            if (answer.Jobs.Count == 0)
            {
                if (last) return;
                await Task.Delay(Idle, TimeProvider.System);
                continue;
            }

            foreach (var job in answer.Jobs) _runs.AddOrUpdate(job.Token.Job, 1, (_, runs) => runs + 1);
            var settled = await TellAsync(() => parts.Store.SettleAsync(
                [.. answer.Jobs.Select(job => new Settlement(job.Token, SettlementKind.Succeeded))], CancellationToken.None));
            if (settled is null) continue;
            foreach (var outcome in settled)
                if (!outcome.Applied) _surprises.Enqueue("A settlement was refused as stale.");
            Note(settled.Count);
        }
    }

    /// <summary>Whatever happens, a call answers or fails with the error of the contract; here each must answer in the end.
    /// </summary>
    private async Task<T?> TellAsync<T>(Func<ValueTask<T>> call)
        where T : class
    {
        try
        {
            return await call();
        }
        catch (Exception error)
        {
            _surprises.Enqueue(error.ToString());
            if (_surprises.Count > 100) await _stop.CancelAsync();
            return null;
        }
    }

    private void Note(int count)
    {
        lock (_lock)
        {
            _acknowledged += count;
            foreach (var (at, reached) in _marks)
                if (_acknowledged >= at) reached.TrySetResult();
            _marks.RemoveAll(mark => mark.Reached.Task.IsCompleted);
        }
    }
}
