using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Local.Journal;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Local.Journal;

/// <summary>Journals that older programs wrote, and the runs that form 2 keeps.</summary>
public sealed class JournalFormTests
{
    /// <summary>A file that the program of form 1 wrote, without the space set aside: a checkpoint of a schedule with
    /// one tick that ran and one that was skipped, and a third tick that ran.</summary>
    private const string Form1 =
        "R05PTU9ODQoBAAAAAQAAAAIAAAAAAAAAYAAAAAAAAAAezesXtv+Ho1QtQLiRaj0QWb18kgAAAAAAAAAAOlpMNQQAAAAezesX"
        + "YAAAAAAAAABfAAAAAAAAAEmwuK2qp/C0DQICAAAAAAA+AAAAqqfwtGEAAAAAAAAAYAAAAAAAAAAo7y6+ekZJeQ4BATLYSQIa"
        + "iwOSr5rwr8RQDQBGu9jISN4IFAFABQFxAWgBcwBGu9jISN4IWzFdAQBGu9jISN4IAQAAAAAAAAAEAAAAekZJeWIAAAAAAAAA"
        + "YQAAAAAAAAB14806jAK+QggBcQEAAAAAugAAAIwCvkJjAAAAAAAAAGIAAAAAAAAAHyq1r44e23APAQFzI0BldmVyeSAxbSBm"
        + "cm9tIDIwMjYtMDEtMDFUMDA6MDA6MDBaCgEABQFxAWhbMV0AAPi0yEjeCADAYd+RSd4IAQKAoKOcjAIAAQN3aHkBAIx+/MhI"
        + "3ggARrvYyEjeCAIARrvYyEjeCABGu9jISN4IAAEy2EkCGosDkq+a8K/EUA0AAAAAAAAAAAAAjH78yEjeCACMfvzISN4IAQAA"
        + "AAAAAAAAAAAAAAAAAAABAXIAAAAAAAAAABAAAAAAAAAEAAAAjh7bcGQAAAAAAAAAYwAAAAAAAADZjNwCofqWUAgBcQAAAAAA"
        + "bwAAAKH6llBlAAAAAAAAAGQAAAAAAAAALUHujtk9ZfYBAlXp7HRdDo6xma+6nkVv13oA0kEgyUjeCADSQSDJSN4IAQIUAUAF"
        + "AXEBaAFzANJBIMlI3ghbMV0LAXMA0kEgyUjeCAEA0kEgyUjeCADSQSDJSN4IAFXp7HRdDo6xma+6nkVv13oAAAAAAAAAAAAA";

    private readonly FakeTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Journal_of_form_1_opens_counts_the_runs_it_shows_and_goes_on_in_form_2()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(
            folder[JournalFiles.SegmentName(2)], Convert.FromBase64String(Form1), Cancellation);
        await using (var store = await OpenAsync(folder.Path))
        {
            var stored = (await store.GetScheduleAsync("s", Cancellation))!;
            Assert.Equal((1L, 2L), (stored.Revision, stored.Runs));
            Assert.Equal(FakeTime.DefaultStart.AddMinutes(3), stored.LastTick);
            Assert.Equal((TimeSpan.Zero, (long?)null), (stored.Schedule.Jitter, stored.Schedule.MaxRuns));
            Assert.Equal(3, (await store.ListTicksAsync("s", null, 10, Cancellation)).Items.Count);
            Assert.Equal(2, (await store.ListJobsAsync(new JobFilter(), null, 10, Cancellation)).Items.Count);
            await PutAsync(store, stored.Schedule with { Jitter = TimeSpan.FromSeconds(9), MaxRuns = 2 });
        }

        await using var again = await OpenAsync(folder.Path);
        var ended = (await again.GetScheduleAsync("s", Cancellation))!;
        Assert.Equal((2L, 2L, null), (ended.Revision, ended.Runs, ended.Next));
        Assert.Equal(TimeSpan.FromSeconds(9), ended.Schedule.Jitter);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Runs_survive_a_checkpoint_that_keeps_fewer_ticks(bool throughCheckpoint)
    {
        using var folder = new TemporaryFolder();
        await using (var store = await OpenAsync(folder.Path))
        {
            await PutAsync(store, new Schedule
            {
                Id = "s", Trigger = When.Every(TimeSpan.FromMinutes(1)), Job = new JobSpec { Handler = "h" },
                Jitter = TimeSpan.FromSeconds(30), MaxRuns = 104,
            });
            for (var i = 0; i < 103; i++) await RunAsync(store);
        }

        if (throughCheckpoint) await DropFirstFileAsync(folder.Path);
        await using var again = await OpenAsync(folder.Path);
        var stored = (await again.GetScheduleAsync("s", Cancellation))!;
        Assert.Equal((103L, 104L, TimeSpan.FromSeconds(30)), (stored.Runs, stored.Schedule.MaxRuns, stored.Schedule.Jitter));
        Assert.Equal(100, (await again.ListTicksAsync("s", null, 200, Cancellation)).Items.Count);
        await RunAsync(again);
        stored = (await again.GetScheduleAsync("s", Cancellation))!;
        Assert.Equal((104L, null, null), (stored.Runs, stored.Next, stored.NextDue));
    }

    private async Task DropFirstFileAsync(string directory)
    {
        await using var store = await OpenAsync(directory, checkpointBytes: 4096);
        for (var i = 0; JournalFiles.Segments(directory)[0] == 1; i++)
            await store.SetQueueAsync(new QueueChange("q", Paused: i % 2 == 0), Cancellation);
    }

    private async Task RunAsync(LocalStore store)
    {
        var stored = (await store.GetScheduleAsync("s", Cancellation))!;
        var at = stored.Next!.Value;
        _time.Advance(stored.NextDue!.Value - _time.GetUtcNow());
        var draft = new JobDraft(JobId.ForTick("s", at), stored.Schedule.Job with { Schedule = "s", Tick = at });
        var request = new FireRequest("s", stored.Revision, stored.Mark, at)
        {
            Ticks = [new Tick(at, _time.GetUtcNow(), TickOutcome.Ran) { Job = draft.Id }], Jobs = [draft],
        };
        Assert.True(Assert.Single(await store.FireAsync([request], Cancellation)).Applied);
    }

    private static async Task PutAsync(LocalStore store, Schedule schedule) =>
        await store.PutSchedulesAsync(new ScheduleChanges([new SchedulePut(schedule)], []), Cancellation);

    private async Task<LocalStore> OpenAsync(string directory, long checkpointBytes = 1 << 30)
    {
        var store = new LocalStore(
            JournalSample.Options(directory) with { CheckpointBytes = checkpointBytes }, _time);
        await store.InitializeAsync(Cancellation);
        return store;
    }
}
