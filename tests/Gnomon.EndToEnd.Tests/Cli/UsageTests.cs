using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

public sealed class UsageTests
{
    [Theory]
    [InlineData("unknown option '--tiemout'; did you mean '--timeout'?", "run", "add", "--tiemout", "5s")]
    [InlineData("--in: '5x' is not a duration", "run", "add", "--in", "5x")]
    [InlineData("--retry: '9' is not a duration", "run", "add", "--retry", "5s,9")]
    [InlineData("such as 2026-05-01T08:30:00Z", "run", "add", "--at", "2026-05-01T08:30:00")]
    [InlineData("allowed are whole numbers from 0 to 9", "run", "add", "--priority", "10")]
    [InlineData("NAME is missing", "run")]
    [InlineData("did you mean 'run'?", "rnu")]
    [InlineData("--at and --in exclude each other", "run", "add", "--at", "2026-05-01T08:30:00Z", "--in", "5s")]
    [InlineData("no job is named; give IDs, or --state", "job", "cancel")]
    [InlineData("an ID and --queue exclude each other", "job", "retry", "x", "--queue", "q")]
    [InlineData("--all means every job", "job", "delete", "--all", "--state", "dead")]
    [InlineData("--to", "job", "priority", "--all")]
    [InlineData("--unique-scope needs --key", "run", "add", "--unique-scope", "global")]
    [InlineData("allowed are return, reject, replace, debounce", "run", "add", "--key", "k", "--on-duplicate", "x")]
    [InlineData("the time rule is missing", "schedule", "put", "nightly", "hello")]
    [InlineData("'10' is not a rate; allowed are COUNT/TIME", "queue", "limit", "mail", "--rate", "10")]
    [InlineData("'5x' is not a duration", "queue", "limit", "mail", "--per-key-rate", "10/5x")]
    [InlineData("name at least one limit, or --clear alone", "queue", "limit", "mail")]
    [InlineData("name at least one limit, or --clear alone", "queue", "limit", "mail", "--clear", "--per-key", "2")]
    [InlineData("--window: there is no --rate", "queue", "limit", "mail", "--concurrency", "2", "--window")]
    [InlineData("no keys are configured", "server", "--listen", "http://0.0.0.0:9595")]
    [InlineData("'mysql' is not a store this program can open; it has local:DIR", "worker", "--store", "mysql://u:pw@h")]
    [InlineData("'wait' is not known", "worker", "--store", "redis://127.0.0.1?wait=2")]
    [InlineData("--durability is for local:DIR", "server", "--store", "redis://127.0.0.1", "--durability", "os")]
    [InlineData("--salvage is for local:DIR", "worker", "--store", "redis://127.0.0.1", "--salvage")]
    [InlineData("names no service of the Sentinels", "stats", "--store", "redis-sentinel://127.0.0.1")]
    [InlineData("is not the address of a server", "stats", "--server", "nowhere")]
    public async Task Bad_usage_is_told_in_one_line_with_exit_code_2(string told, params string[] args)
    {
        var run = await ProgramRun.OfAsync(args);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(told, run.OneLine());
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_exit_code_3()
    {
        var run = await ProgramRun.OfAsync("stats", "--server", $"http://127.0.0.1:{ServerProcess.FreePort()}");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("No Gnomon server answers", run.OneLine());
    }

    [Fact]
    public async Task A_folder_without_a_store_is_exit_code_3()
    {
        var run = await ProgramRun.OfAsync("store", "verify", Path.Combine(AppContext.BaseDirectory, "no-store"));
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("There is no store in", run.OneLine());
    }
}
