using System.Globalization;
using System.Text;
using Gnomon.Jobs;
using Gnomon.Redis;
using Gnomon.Redis.Deployment;
using Gnomon.Store;
using Shared.Servers;
using Xunit;

namespace Gnomon.Conformance.Tests.Redis;

/// <summary>What a server can get into while it is used: each is said clearly, and is over when it is over.</summary>
public sealed class RedisTroubleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Full_memory_refuses_new_jobs_and_lets_stored_ones_run_and_end()
    {
        await using var server = await RedisServer.StartAsync();
        await using var store = await OpenAsync($"redis://127.0.0.1:{server.Port}");
        var (first, second) = (await AddAsync(store), await AddAsync(store));
        var claimed = await ClaimAsync(store);
        await RedisCli.RunAsync(server.Port, "CONFIG", "SET", "maxmemory", "1mb");

        var refused = await Assert.ThrowsAsync<StoreException>(() => AddAsync(store));
        Assert.Equal(StoreProblem.Full, refused.Problem);
        Assert.Contains("its memory is full: new jobs are refused, stored ones run and end", refused.Message);
        Assert.True((await SettleAsync(store, claimed)).Applied);
        Assert.Equal(
            RenewOutcome.Held, (await store.RenewAsync([new LeaseRenewal((await ClaimAsync(store)).Token, Lease)], Cancellation))[0]);
        var cancelled = await store.ControlAsync(
            new ControlRequest(ControlAction.Cancel, [second]), Cancellation);
        Assert.Single(cancelled.Results);
        await store.SweepAsync(100, Cancellation);
        Assert.Equal(JobState.Succeeded, (await store.GetJobAsync(first, Cancellation))!.State);

        await RedisCli.RunAsync(server.Port, "CONFIG", "SET", "maxmemory", "0");
        await AddAsync(store);
    }

    [Fact]
    public async Task Server_that_became_a_replica_is_told_and_used_again_when_it_is_a_master()
    {
        await using var server = await RedisServer.StartAsync();
        await using var store = await OpenAsync($"redis://127.0.0.1:{server.Port}?patience=0s&connect-timeout=500ms");
        var id = await AddAsync(store);
        await RedisCli.RunAsync(server.Port, "REPLICAOF", "127.0.0.1", $"{FreePort.Next()}");
        Assert.Contains("it is a replica; name its master or its Sentinels", (await RefusedAsync(store)).Message);
        // The connection was given up, and the next one is refused for as long as it leads to a replica.
        await UntilRefusedAsync(store, "is a replica, which takes no writes");
        await RedisCli.RunAsync(server.Port, "REPLICAOF", "NO", "ONE");
        await UntilStoredAsync(store);
        Assert.NotNull(await store.GetJobAsync(id, Cancellation));
    }

    [Fact]
    public async Task Server_that_goes_away_is_told_and_used_again_when_it_is_back()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var store = await OpenAsync($"redis://127.0.0.1:{server.Port}?patience=0s&connect-timeout=500ms");
        var id = await AddAsync(store);
        await server.KillAsync();
        await UntilRefusedAsync(store, $"No connection to redis at 127.0.0.1:{server.Port}: ConnectionRefused");
        await server.StartAgainAsync();
        await UntilStoredAsync(store);
        Assert.NotNull(await store.GetJobAsync(id, Cancellation));
    }

    [Fact]
    public async Task Server_that_reads_its_data_is_waited_for()
    {
        var delay = "0";
        await using var server = await RedisServer.StartAsync(
            _ => ["--key-load-delay", delay, "--loading-process-events-interval-bytes", "1024"]);
        await using var hasty = await OpenAsync($"redis://127.0.0.1:{server.Port}?patience=0s");
        var id = await AddAsync(hasty);
        await RedisCli.RunAsync(
            server.Port, "EVAL", "for i = 1, 400 do redis.call('SET', 'fill:' .. i, string.rep(i, 1000)) end", "0");
        await RedisCli.RunAsync(server.Port, "SAVE");
        await server.KillAsync();
        delay = "10000";
        var starting = server.StartAgainAsync();
        await UntilRefusedAsync(hasty, "it is still reading its data into memory");
        await using var patient = await OpenAsync($"redis://127.0.0.1:{server.Port}?patience=60s");
        Assert.NotNull(await patient.GetJobAsync(id, Cancellation));
        await starting;
        await UntilStoredAsync(hasty);
    }

    [Fact]
    public async Task Server_that_is_busy_is_told_and_used_again_when_its_script_has_been_ended()
    {
        await using var server = await RedisServer.StartAsync("--busy-reply-threshold", "50");
        await using var hasty = await OpenAsync($"redis://127.0.0.1:{server.Port}?patience=0s");
        await using var patient = await OpenAsync($"redis://127.0.0.1:{server.Port}?patience=60s");
        var endless = RedisCli.RunAsync(server.Port, "EVAL", "while true do end", "0");
        await UntilRefusedAsync(hasty, "it is busy with a script for long");
        var waiting = AddAsync(patient);
        await RedisCli.RunAsync(server.Port, "SCRIPT", "KILL");
        await Assert.ThrowsAnyAsync<Exception>(() => endless);
        Assert.NotNull(await patient.GetJobAsync(await waiting, Cancellation));
        await AddAsync(hasty);
    }

    [Fact]
    public async Task Script_that_somebody_ended_is_told_as_such()
    {
        await using var fake = new FakeRedis(command => command switch
        {
            _ when command.Contains("HELLO") => FakeRedis.Hello("7.0.15"),
            _ when command.Contains("INFO") => FakeRedis.Bulk("id=1 addr=127.0.0.1:1 redis_version:7.0.15"),
            _ when command.Contains("CONFIG") => "%0\r\n",
            _ when command.Contains("SUBSCRIBE") => ">3\r\n" + FakeRedis.Bulk("subscribe") + FakeRedis.Bulk("c") + ":1\r\n",
            // How many stripes there are: one.
            _ when command.Contains("_stripes") => FakeRedis.Bulk("\u0001"),
            _ => "-ERR Script killed by user with FUNCTION KILL. script: f, on @user_function:1.\r\n",
        });
        await using var store = await OpenAsync($"redis://127.0.0.1:{fake.Port}?patience=0s");
        Assert.Contains("somebody ended the script with FUNCTION KILL before it had changed anything", (await RefusedAsync(store)).Message);
    }

    [Fact]
    public async Task Too_few_replicas_are_told_and_the_change_is_on_the_master()
    {
        await using var server = await RedisServer.StartAsync();
        await using var plain = await OpenAsync($"redis://127.0.0.1:{server.Port}");
        await using var careful = await OpenAsync($"redis://127.0.0.1:{server.Port}?wait-replicas=1&wait-timeout=10ms");
        var draft = Draft();
        var error = await Assert.ThrowsAsync<StoreException>(async () => await careful.EnqueueAsync([draft], Cancellation));
        Assert.Equal(StoreProblem.Unconfirmed, error.Problem);
        Assert.Contains("has stored the change, and 0 of 1 replicas confirmed it within 10 ms", error.Message);
        Assert.NotNull(await plain.GetJobAsync(draft.Id, Cancellation));

        await using var replica = await RedisServer.StartAsync(
            "--replicaof", $"127.0.0.1 {server.Port}", "--repl-diskless-sync-delay", "0");
        await RedisCli.UntilAsync(replica.Port, text => text.Contains("connected"), "ROLE");
        await UntilAsync(async () =>
        {
            try
            {
                return (await careful.EnqueueAsync([draft], Cancellation))[0].Outcome != EnqueueOutcome.Created;
            }
            catch (StoreException again) when (again.Problem == StoreProblem.Unconfirmed)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task Slot_that_moves_is_told_and_followed()
    {
        await using var cluster = await RedisClusterServers.StartAsync();
        var url = $"redis://127.0.0.1:{cluster.Nodes[0].Port}?cluster=true";
        await using var store = await OpenAsync(url + "&patience=0s");
        var id = await AddAsync(store);
        var slot = HashSlot.Of("gnomon");
        var from = await cluster.OwnerAsync(slot);
        var to = cluster.Nodes.First(node => node != from);
        var number = slot.ToString(CultureInfo.InvariantCulture);
        await RedisCli.RunAsync(
            to.Port, "CLUSTER", "SETSLOT", number, "IMPORTING", await RedisCli.RunAsync(from.Port, "CLUSTER", "MYID"));
        await RedisCli.RunAsync(
            from.Port, "CLUSTER", "SETSLOT", number, "MIGRATING", await RedisCli.RunAsync(to.Port, "CLUSTER", "MYID"));
        var refused = await RefusedAsync(store);
        Assert.Contains("the slot of the namespace is moving to another node of the cluster", refused.Message);
        Assert.NotEqual(0, await RedisClusterServers.MoveAsync(slot, from, to));
        await UntilStoredAsync(store);
        Assert.NotNull(await store.GetJobAsync(id, Cancellation));
        Assert.Contains("keys=", await RedisCli.RunAsync(to.Port, "INFO", "keyspace"));
    }

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static async Task<RedisStore> OpenAsync(string url)
    {
        var store = new RedisStore(RedisStoreOptions.Parse(url));
        await store.InitializeAsync(Cancellation);
        return store;
    }

    private static JobDraft Draft() => new(
        JobId.New(TimeProvider.System), new JobSpec { Handler = "work", Args = Encoding.UTF8.GetBytes("[1]") });

    private static async Task<JobId> AddAsync(RedisStore store)
    {
        var draft = Draft();
        await store.EnqueueAsync([draft], Cancellation);
        return draft.Id;
    }

    private static async Task<ClaimedJob> ClaimAsync(RedisStore store) => (await store.ClaimAsync(
        new ClaimRequest("node", [JobLimits.DefaultQueue], 1, Lease), Cancellation)).Jobs[0];

    private static async Task<SettleOutcome> SettleAsync(RedisStore store, ClaimedJob job) =>
        (await store.SettleAsync([new Settlement(job.Token, SettlementKind.Succeeded)], Cancellation))[0];

    private static Task<StoreException> RefusedAsync(RedisStore store) =>
        Assert.ThrowsAsync<StoreException>(() => AddAsync(store));

    /// <summary>Tries until the store refuses with this text.</summary>
    private static Task UntilRefusedAsync(RedisStore store, string text) => UntilAsync(async () =>
    {
        try
        {
            await AddAsync(store);
            return false;
        }
        catch (StoreException error)
        {
            return error.Message.Contains(text);
        }
    });

    private static Task UntilStoredAsync(RedisStore store) => UntilAsync(async () =>
    {
        try
        {
            await AddAsync(store);
            return true;
        }
        catch (StoreException)
        {
            return false;
        }
    });

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (!await isSo())
        {
            if (limit.IsCancellationRequested) Assert.Fail("What the test waits for did not come within a minute.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }
}
