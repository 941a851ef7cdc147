using System.Collections.Concurrent;
using System.Text;
using Gnomon.Jobs;
using Gnomon.Retries;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Workers;

public sealed class WorkerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Never_more_jobs_run_at_once_than_it_has_slots_even_while_it_claims_ahead()
    {
        const int jobs = 2000;
        await using var bench = await WorkerBench.OpenAsync();
        int running = 0, most = 0, left = jobs, largest = 0;
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.Handlers["quick"] = async _ =>
        {
            var now = Interlocked.Increment(ref running);
            for (var seen = most; now > seen; seen = most) Interlocked.CompareExchange(ref most, now, seen);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            if (Interlocked.Decrement(ref left) == 0) over.TrySetResult();
            return WorkerBench.NoResult;
        };
        // A store that answers more slowly than slots turn over is what makes a worker claim ahead.
        bench.Store.Claimed = async answer =>
        {
            largest = Math.Max(largest, answer.Jobs.Count);
            while (Volatile.Read(ref running) > 0) await Task.Yield();
        };
        var drafts = Enumerable.Range(0, jobs)
            .Select(_ => new JobDraft(JobId.New(bench.Time), new JobSpec { Handler = "quick" }));
        await bench.Parts.Store.EnqueueAsync([.. drafts], Cancellation);
        var worker = await bench.StartAsync(options => options with { Concurrency = 3, ShutdownWait = Soon });
        await over.Task.WaitAsync(Cancellation);
        await bench.StopAsync(worker);
        Assert.InRange(most, 1, 3);
        Assert.Equal(jobs, bench.Store.Settled.Count(entry => entry.Outcome.State == JobState.Succeeded));
        Assert.True(largest > 3, "it never claimed ahead");
    }

    [Fact]
    public async Task With_one_slot_jobs_run_by_priority_and_then_by_age()
    {
        await using var bench = await WorkerBench.OpenAsync();
        var order = new ConcurrentQueue<string>();
        bench.Handlers["note"] = job =>
        {
            order.Enqueue(Encoding.UTF8.GetString(job.Spec.Args.Span));
            return ValueTask.FromResult(WorkerBench.NoResult);
        };
        JobId last = default;
        foreach (var (name, priority) in new[] { ("a", 5), ("b", 1), ("c", 9), ("d", 5), ("e", 9) })
        {
            var id = await bench.EnqueueAsync(
                "note", spec => spec with { Args = Encoding.UTF8.GetBytes(name), Priority = (byte)priority });
            if (name == "b") last = id;
        }

        await bench.StartAsync(options => options with { Concurrency = 1 });
        await bench.EndedAsync(last);
        Assert.Equal(["c", "e", "a", "d", "b"], order);
    }

    [Fact]
    public async Task An_earlier_queue_is_emptied_before_a_later_one()
    {
        await using var bench = await WorkerBench.OpenAsync();
        var order = new ConcurrentQueue<string>();
        bench.Handlers["note"] = job =>
        {
            order.Enqueue(job.Spec.Queue);
            return ValueTask.FromResult(WorkerBench.NoResult);
        };
        var last = await bench.EnqueueAsync("note", spec => spec with { Queue = "late", Priority = 9 });
        await bench.EnqueueAsync("note", spec => spec with { Queue = "early", Priority = 0 });
        await bench.EnqueueAsync("note", spec => spec with { Queue = "early", Priority = 0 });
        await bench.StartAsync(options => options with { Concurrency = 1, Queues = ["early", "late"] });
        await bench.EndedAsync(last);
        Assert.Equal(["early", "early", "late"], order);
    }

    [Fact]
    public async Task What_a_handler_returns_is_kept_with_the_job()
    {
        await using var bench = await WorkerBench.OpenAsync();
        bench.Handlers["answer"] = _ => ValueTask.FromResult<ReadOnlyMemory<byte>>("42"u8.ToArray());
        await bench.StartAsync();
        var job = await bench.EndedAsync(await bench.EnqueueAsync("answer"));
        Assert.Equal((JobState.Succeeded, 1, "node"), (job.State, job.Attempt, job.Node));
        Assert.Equal("42", Encoding.UTF8.GetString(job.Result.Span));
    }

    [Fact]
    public async Task A_result_that_is_too_large_is_a_failure_that_says_so()
    {
        await using var bench = await WorkerBench.OpenAsync();
        bench.Handlers["large"] = _ =>
            ValueTask.FromResult<ReadOnlyMemory<byte>>(new byte[JobLimits.MaxResultBytes + 1]);
        await bench.StartAsync();
        var job = await bench.EndedAsync(await bench.EnqueueAsync("large"));
        Assert.Equal(
            (JobState.Dead, "the result takes 1,048,577 bytes; at most 1,048,576 are allowed"), (job.State, job.Error));
    }

    [Fact]
    public async Task Row_K_4c_2_waits_of_5_8_and_9_seconds_make_four_attempts_with_those_waits()
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime());
        var due = new ConcurrentQueue<DateTimeOffset>();
        var began = new ConcurrentQueue<DateTimeOffset>();
        bench.Handlers["bad"] = job =>
        {
            due.Enqueue(job.Claim.RunAt);
            began.Enqueue(bench.Time.GetUtcNow());
            throw new InvalidOperationException($"no luck at {job.Attempt}");
        };
        var id = await bench.EnqueueAsync("bad", spec => spec with { Retry = RetryPolicy.After(Waits(5, 8, 9)) });
        await bench.StartAsync();
        var job = await bench.EndedAsync(id);
        Assert.Equal((JobState.Dead, 4), (job.State, job.Attempt));
        Assert.StartsWith("InvalidOperationException: no luck at 4\n", job.Error, StringComparison.Ordinal);
        var ends = job.Attempts.OrderBy(attempt => attempt.Number).Select(attempt => attempt.FinishedAt!.Value);
        Assert.Equal(Waits(5, 8, 9), due.Skip(1).Zip(ends, (next, end) => next - end));
        Assert.All(began.Zip(due), pair => Assert.True(pair.First >= pair.Second, "never early"));
    }

    [Fact]
    public async Task A_permanent_failure_ends_the_job_although_attempts_are_left()
    {
        await using var bench = await WorkerBench.OpenAsync();
        bench.Handlers["never"] = _ => throw new JobFailedException("no such customer") { Permanent = true };
        await bench.StartAsync();
        var id = await bench.EnqueueAsync("never", spec => spec with { Retry = RetryPolicy.After(Waits(0, 0)) });
        var job = await bench.EndedAsync(id);
        Assert.Equal((JobState.Dead, 1, "no such customer"), (job.State, job.Attempt, job.Error));
    }

    [Fact]
    public async Task A_failure_may_name_its_own_wait_but_not_add_attempts()
    {
        await using var bench = await WorkerBench.OpenAsync();
        bench.Handlers["busy"] = _ => throw new JobFailedException("busy") { RetryAfter = TimeSpan.Zero };
        await bench.StartAsync();
        var id = await bench.EnqueueAsync("busy", spec => spec with { Retry = RetryPolicy.After(Waits(9999)) });
        var job = await bench.EndedAsync(id);
        Assert.Equal((JobState.Dead, 2), (job.State, job.Attempt));
    }

    [Fact]
    public async Task A_snoozed_job_comes_again_without_a_failure_counted()
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime());
        var wait = TimeSpan.FromMinutes(3);
        var claims = new ConcurrentQueue<ClaimedJob>();
        bench.Handlers["later"] = job =>
        {
            claims.Enqueue(job.Claim);
            return job.Attempt <= 2 ? throw new SnoozeException(wait, $"not yet {job.Attempt}") : new(WorkerBench.NoResult);
        };
        await bench.StartAsync();
        var job = await bench.EndedAsync(await bench.EnqueueAsync("later"));
        Assert.Equal((JobState.Succeeded, 3), (job.State, job.Attempt));
        Assert.All(claims, claim => Assert.Equal((0, 0), (claim.Failures, claim.Spent)));
        Assert.Equal(
            [AttemptOutcome.Snoozed, AttemptOutcome.Snoozed, AttemptOutcome.Succeeded],
            job.Attempts.OrderBy(attempt => attempt.Number).Select(attempt => attempt.Outcome));
        Assert.Contains("not yet", job.Attempts.Single(attempt => attempt.Number == 1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_M45_a_handler_that_puts_its_job_off_for_ever_fails_at_last()
    {
        await using var bench = await WorkerBench.OpenAsync();
        bench.Handlers["later"] = _ => throw new SnoozeException(TimeSpan.Zero, "not yet");
        await bench.StartAsync(options => options with { MaxSnoozes = 3 });
        var id = await bench.EnqueueAsync("later", spec => spec with { Retry = RetryPolicy.After(Waits(0)) });
        var job = await bench.EndedAsync(id);
        Assert.Equal((JobState.Dead, 5), (job.State, job.Attempt));
        Assert.Equal("put off 3 times, as often as this worker allows: not yet", job.Error);
        Assert.Equal(2, job.Attempts.Count(attempt => attempt.Outcome == AttemptOutcome.Failed));
    }

    [Fact]
    public async Task An_error_is_kept_with_where_it_was_thrown_and_its_cause()
    {
        await using var bench = await WorkerBench.OpenAsync();
        bench.Handlers["bad"] = _ => Fail();
        bench.Handlers["told"] = _ => throw new JobFailedException("no customer", new IOException("gone"));
        await bench.StartAsync();
        var bad = (await bench.EndedAsync(await bench.EnqueueAsync("bad"))).Error!.Split('\n');
        Assert.Equal("InvalidOperationException: outer", bad[0]);
        Assert.Contains(nameof(Fail), bad[1], StringComparison.Ordinal);
        Assert.Contains("caused by IOException: inner", bad);
        var told = (await bench.EndedAsync(await bench.EnqueueAsync("told"))).Error;
        Assert.Equal("no customer\ncaused by IOException: gone", told);

        static ValueTask<ReadOnlyMemory<byte>> Fail() =>
            throw new InvalidOperationException("outer", new IOException("inner"));
    }

    [Fact]
    public async Task A_wait_without_end_does_not_stop_the_worker()
    {
        await using var bench = await WorkerBench.OpenAsync();
        bench.Handlers["never"] = _ => throw new SnoozeException(TimeSpan.MaxValue);
        bench.Handlers["fine"] = _ => ValueTask.FromResult(WorkerBench.NoResult);
        await bench.StartAsync();
        var never = await bench.EnqueueAsync("never");
        await bench.WhenAsync(never, job => job.State == JobState.Scheduled);
        Assert.Equal(JobState.Succeeded, (await bench.EndedAsync(await bench.EnqueueAsync("fine"))).State);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Row_T_3c_9_whatever_a_handler_throws_is_a_failure_of_its_job_alone(Exception fault, string error)
    {
        await using var bench = await WorkerBench.OpenAsync();
        bench.Handlers["bad"] = async _ =>
        {
            await Task.Yield();
            throw fault;
        };
        bench.Handlers["fine"] = _ => ValueTask.FromResult(WorkerBench.NoResult);
        await bench.StartAsync(options => options with { Concurrency = 1 });
        var job = await bench.EndedAsync(await bench.EnqueueAsync("bad"));
        Assert.Equal((JobState.Dead, 1), (job.State, job.Attempt));
        Assert.StartsWith(error, job.Error, StringComparison.Ordinal);
        Assert.InRange(job.Error!.Length, 1, JobLimits.MaxErrorLength);
        Assert.Equal(JobState.Succeeded, (await bench.EndedAsync(await bench.EnqueueAsync("fine"))).State);
    }

    public static TheoryData<Exception, string> Faults => new()
    {
        { new OperationCanceledException("gave up"), "OperationCanceledException: gave up" },
        { new TaskCanceledException("timed out"), "TaskCanceledException: timed out" },
        { new AggregateException(new IOException("disk"), new TimeoutException("net")), "AggregateException: " },
        { new InvalidOperationException(new string('x', 1_000_000)), "InvalidOperationException: xxx" },
        { new OutOfMemoryException("too much"), "OutOfMemoryException: too much" },
        { new StoreException(StoreProblem.Full, "another store"), "StoreException: another store" },
        { new UnreadableException(), "UnreadableException (its message cannot be read)" },
    };

    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    private static TimeSpan[] Waits(params int[] seconds) =>
        [.. seconds.Select(second => TimeSpan.FromSeconds(second))];

    private sealed class UnreadableException : Exception
    {
        public override string Message => throw new NotSupportedException();
    }
}
