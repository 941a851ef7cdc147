using Gnomon.Jobs;
using Gnomon.Testing.Conformance;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Testing;

/// <summary>What expectations accept, and what they say when they do not.</summary>
public sealed class JobExpectationsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_job_is_found_by_its_arguments()
    {
        await using var bench = await StartAsync();
        await bench.Jobs.EnqueueAsync(new Mail("ann"), cancellation: Cancellation);
        var id = await bench.Jobs.EnqueueAsync(new Mail("bob"), cancellation: Cancellation);
        var job = await bench.Expected.OneAsync<Mail>(mail => mail.To == "bob", Cancellation);
        Assert.Equal(id, job.Id);
        await bench.Expected.NoneAsync("other", Cancellation);
        Assert.Equal(2, (await bench.Expected.CountAsync(2, "mail", Cancellation)).Count);
    }

    [Fact]
    public async Task Missing_job_is_told_with_the_jobs_of_its_handler()
    {
        await using var bench = await StartAsync();
        var id = await bench.Jobs.EnqueueAsync(new Mail("ann"), cancellation: Cancellation);
        var said = await Assert.ThrowsAsync<ExpectationException>(
            () => bench.Expected.OneAsync<Mail>(mail => mail.To == "bob", Cancellation));
        Assert.Equal(
            "Expected 1 × job mail with matching arguments, but there are 0. The store holds: "
            + $"\n  {id} mail {{\"to\":\"ann\"}} in queue default: Ready, attempt 0",
            said.Message);
    }

    [Fact]
    public async Task Handler_without_jobs_is_told_with_the_jobs_of_others()
    {
        await using var bench = await StartAsync();
        var empty = await Assert.ThrowsAsync<ExpectationException>(() => bench.Expected.OneAsync("mial", Cancellation));
        Assert.Equal("Expected 1 × job mial, but there are 0. The store holds: no job at all", empty.Message);
        await bench.Jobs.EnqueueAsync(new Mail("ann"), cancellation: Cancellation);
        var said = await Assert.ThrowsAsync<ExpectationException>(() => bench.Expected.OneAsync("mial", Cancellation));
        Assert.Contains("mail {\"to\":\"ann\"}", said.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_jobs_are_refused_and_a_long_list_is_cut()
    {
        await using var bench = await StartAsync();
        for (var i = 0; i < 25; i++) await bench.Jobs.EnqueueAsync(new Mail("ann"), cancellation: Cancellation);
        var said = await Assert.ThrowsAsync<ExpectationException>(() => bench.Expected.OneAsync("mail", Cancellation));
        Assert.StartsWith("Expected 1 × job mail, but there are 25.", said.Message, StringComparison.Ordinal);
        Assert.EndsWith("and 5 more", said.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_state_is_told_with_the_errors_of_the_attempts()
    {
        await using var bench = await TestingBench.StartAsync((g, _) => g.AddWorker().AddHandler(
            "mail", (Mail mail, JobContext _) => mail.To == "ann" ? 1 : throw new InvalidOperationException("no such box")));
        var id = await bench.Jobs.EnqueueAsync(new Mail("bob"), cancellation: Cancellation);
        await bench.Run.UntilIdleAsync(cancellation: Cancellation);
        var said = await Assert.ThrowsAsync<ExpectationException>(
            () => bench.Expected.StateAsync(id, JobState.Succeeded, Cancellation));
        Assert.StartsWith($"Expected job {id} to be Succeeded, but it is:", said.Message, StringComparison.Ordinal);
        Assert.Contains("mail {\"to\":\"bob\"} in queue default: Dead", said.Message, StringComparison.Ordinal);
        Assert.Contains("no such box", said.Message, StringComparison.Ordinal);
        await bench.Expected.CountAsync(1, "mail", JobState.Dead, Cancellation);
        await Assert.ThrowsAsync<ExpectationException>(() => bench.Expected.ResultAsync(id, 1, Cancellation));
    }

    [Fact]
    public async Task Result_is_compared()
    {
        await using var bench = await TestingBench.StartAsync(
            (g, _) => g.AddWorker().AddHandler("add", (int n, JobContext _) => n + 1));
        var id = await bench.Jobs.EnqueueAsync("add", 4, cancellation: Cancellation);
        await bench.Run.UntilIdleAsync(cancellation: Cancellation);
        await bench.Expected.ResultAsync(id, 5, Cancellation);
        var said = await Assert.ThrowsAsync<ExpectationException>(
            () => bench.Expected.ResultAsync(id, 6, Cancellation));
        Assert.Equal($"Expected the result of job {id} to be 6, but it is 5.", said.Message);
    }

    [Fact]
    public async Task Arguments_without_a_declared_handler_are_refused_by_name()
    {
        await using var bench = await StartAsync();
        var refused = await Assert.ThrowsAsync<ArgumentException>(
            () => bench.Expected.OneAsync<Unnamed>(_ => true, Cancellation));
        Assert.StartsWith("Unnamed does not say which handler it is for", refused.Message, StringComparison.Ordinal);
    }

    private static Task<TestingBench> StartAsync() => TestingBench.StartAsync((_, _) => { });

    [JobName("mail")]
    private sealed record Mail(string To);

    private sealed record Unnamed;
}
