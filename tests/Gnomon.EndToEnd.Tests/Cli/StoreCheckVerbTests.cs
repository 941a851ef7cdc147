using System.Text.Json;
using Shared.Servers;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

public sealed class StoreCheckVerbTests
{
    [Fact]
    public async Task A_store_on_redis_says_what_it_promises_and_no_password()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes", "--requirepass", "secret");
        var run = await ProgramRun.OfAsync("store", "check", $"redis://:secret@127.0.0.1:{server.Port}?namespace=shop", "--json");
        Assert.Equal(0, run.ExitCode);
        var document = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal($"redis://127.0.0.1:{server.Port}/0?namespace=shop", document.GetProperty("store").GetString());
        Assert.Equal("redis", document.GetProperty("engine").GetString());
        Assert.Contains("appendfsync everysec", document.GetProperty("acknowledged").GetString());
        Assert.Contains("up to the last 2 s", document.GetProperty("lossWindow").GetString());
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_exit_code_3()
    {
        var port = FreePort.Next();
        var run = await ProgramRun.OfAsync("store", "check", $"redis://:secret@127.0.0.1:{port}?patience=0s");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains($"No connection to redis at 127.0.0.1:{port}", run.OneLine());
        Assert.DoesNotContain("secret", run.OneLine());
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_exit_code_4_and_is_not_made()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "no-store-here");
        var run = await ProgramRun.OfAsync("store", "check", $"local:{folder}");
        Assert.Equal(4, run.ExitCode);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Client_verbs_read_a_store_on_redis_beside_others()
    {
        await using var server = await RedisServer.StartAsync();
        var url = $"redis://127.0.0.1:{server.Port}";
        var run = await ProgramRun.OfAsync("job", "list", "--store", url, "--json");
        Assert.Equal((0, 0), (run.ExitCode, JsonDocument.Parse(run.Output).RootElement.GetProperty("items").GetArrayLength()));
    }
}
