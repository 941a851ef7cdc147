using System.Net;
using System.Text.Json;
using Gnomon.Api;
using Gnomon.Telemetry;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Http;

public sealed class EventEndpointsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_come_as_they_happen_with_number_name_and_json()
    {
        await using var server = await EventServer.StartAsync();
        using var events = await server.FollowAsync();
        var id = await server.Jobs.EnqueueAsync("bad", 1, cancellation: Cancellation);
        await server.Jobs.WaitAsync(id, Cancellation);
        var told = new List<(string Id, string Name, JsonElement Data)>();
        while (told.Count < 4) told.Add(await ReadAsync(events));
        Assert.Equal(["1", "2", "3", "4"], told.Select(one => one.Id));
        // A quick worker may begin before the producer has its answer.
        Assert.Equal(
            ["jobDead", "jobEnqueued", "jobFailed", "jobStarted"], told.Select(one => one.Name).Order());
        var dead = told.Single(one => one.Name == "jobDead").Data;
        Assert.Equal("jobDead", dead.GetProperty("kind").GetString());
        Assert.Equal(id.ToString(), dead.GetProperty("job").GetString());
        Assert.Equal(("bad", "default", 1), (
            dead.GetProperty("handler").GetString(), dead.GetProperty("queue").GetString(),
            dead.GetProperty("attempt").GetInt32()));
        Assert.Equal("InvalidOperationException: broken\nin two lines", dead.GetProperty("error").GetString()![..46]);
        Assert.False(dead.TryGetProperty("wait", out _));
    }

    [Fact]
    public async Task Only_what_was_asked_for_is_told()
    {
        await using var server = await EventServer.StartAsync();
        using var events = await server.FollowAsync("?handler=good&queue=default&kind=jobSucceeded,jobDead");
        foreach (var handler in new[] { "bad", "good" })
            await server.Jobs.WaitAsync(
                await server.Jobs.EnqueueAsync(handler, 1, cancellation: Cancellation), Cancellation);
        var (_, name, data) = await ReadAsync(events);
        Assert.Equal(("jobSucceeded", "good"), (name, data.GetProperty("handler").GetString()));
    }

    [Fact]
    public async Task A_schedule_that_pauses_itself_and_a_workflow_that_ends_are_told_by_name()
    {
        await using var server = await EventServer.StartAsync();
        using var events = await server.FollowAsync("?kind=schedulePaused,workflowFailed");
        await server.Client.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Put, "v1/schedules/nightly",
            """{"trigger":{"every":"1h"},"handler":"bad","args":1,"pauseAfterFailures":1}""");
        await server.Client.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "v1/schedules/nightly/trigger");
        var (_, name, data) = await ReadAsync(events);
        Assert.Equal(("schedulePaused", "nightly"), (name, data.GetProperty("schedule").GetString()));
        var stored = await server.Client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, "v1/schedules/nightly");
        Assert.True(stored.GetProperty("paused").GetBoolean());
        Assert.Equal(stored.GetProperty("reason").GetString(), data.GetProperty("error").GetString());
        Assert.StartsWith("paused because a run failed", data.GetProperty("error").GetString(), StringComparison.Ordinal);

        var submitted = await server.Client.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, "v1/workflows", """{"steps":{"a":{"handler":"bad","args":1}}}""");
        (_, name, data) = await ReadAsync(events);
        Assert.Equal("workflowFailed", name);
        Assert.Equal(submitted.GetProperty("id").GetString(), data.GetProperty("workflow").GetString());
    }

    [Theory]
    [InlineData("?kind=jobDied", "kind")]
    [InlineData("?queues=default", "queues")]
    public async Task What_cannot_be_asked_for_is_refused_by_name(string query, string field)
    {
        await using var server = await EventServer.StartAsync();
        var problem = await server.Client.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Get, $"v1/events{query}");
        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_quiet_stream_beats_every_fifteen_seconds()
    {
        await using var server = await EventServer.StartAsync(g => g);
        using var events = await server.FollowAsync("?kind=jobDead");
        for (var beats = 0; beats < 3; beats++)
        {
            var line = events.ReadLineAsync(Cancellation).AsTask();
            // Steps, for the server may not have begun to wait: what was read stays read.
            while (!line.IsCompleted)
            {
                server.Time.Advance(TimeSpan.FromSeconds(5));
                await Task.Yield();
            }

            Assert.Equal(": ", await line);
            Assert.Equal("", await events.ReadLineAsync(Cancellation));
        }
    }

    [Fact]
    public async Task A_stream_ends_when_the_server_stops()
    {
        await using var server = await EventServer.StartAsync();
        using var events = await server.FollowAsync("?kind=jobDead");
        await server.StopAsync();
        Assert.Equal("", await events.ReadToEndAsync(Cancellation));
    }

    [Fact]
    public async Task One_follower_too_many_is_refused_until_another_leaves()
    {
        await using var server = await EventServer.StartAsync();
        var followers = new List<StreamReader>();
        while (followers.Count < EventLimits.MaxFollowers) followers.Add(await server.FollowAsync());
        var problem = await server.Client.ExpectAsync(
            HttpStatusCode.ServiceUnavailable, HttpMethod.Get, "v1/events");
        Assert.Equal("Too many followers", problem.GetProperty("title").GetString());
        followers.ForEach(follower => follower.Dispose());
    }

    [Fact]
    public async Task A_client_reads_them_as_documents()
    {
        await using var server = await EventServer.StartAsync();
        await using var events = server.Api.FollowEventsAsync(null, "good", "jobSucceeded", cancellation: Cancellation)
            .GetAsyncEnumerator(Cancellation);
        var next = events.MoveNextAsync().AsTask();
        // The stream is open when the server has a follower; until then nothing is told.
        EventDocument? first = null;
        while (first is null)
        {
            await server.Jobs.WaitAsync(
                await server.Jobs.EnqueueAsync("good", 7, cancellation: Cancellation), Cancellation);
            if (next.IsCompleted && await next) first = events.Current;
        }

        Assert.Equal(("jobSucceeded", "good", 1), (first.Kind, first.Handler, first.Attempt));
        var error = await Assert.ThrowsAsync<ApiException>(async () =>
        {
            await foreach (var _ in server.Api.FollowEventsAsync(null, null, "nothing", cancellation: Cancellation))
                break;
        });
        Assert.Equal(400, error.Status);
    }

    [Fact]
    public async Task A_server_without_a_store_tells_of_nothing()
    {
        await using var server = new ServerFixture();
        await server.InitializeAsync();
        await server.Client.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, "v1/events");
    }

    private static async Task<(string Id, string Name, JsonElement Data)> ReadAsync(StreamReader events)
    {
        var lines = new List<string>();
        while (await events.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.Length == 0) break;
            lines.Add(line);
        }

        Assert.Equal(3, lines.Count);
        return (After("id: ", lines[0]), After("event: ", lines[1]), JsonElement.Parse(After("data: ", lines[2])));

        static string After(string start, string line)
        {
            Assert.StartsWith(start, line, StringComparison.Ordinal);
            return line[start.Length..];
        }
    }
}
