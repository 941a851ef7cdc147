using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Tests.Local.Journal;
using Xunit;

namespace Gnomon.Tests.Local;

public class PowerCutTests
{
    private const int Lives = 4;

    [Theory]
    [InlineData(LocalDurability.Fsync)]
    [InlineData(LocalDurability.Os)]
    public async Task Store_opens_after_every_power_cut_and_keeps_what_it_promised(LocalDurability durability)
    {
        foreach (var seed in Seeds.FromOne(usually: 25)) await LiveAsync(seed, durability);
    }

    /// <summary>Several lives of one store, each ended by a power cut and begun with what that left.</summary>
    private static async Task LiveAsync(int seed, LocalDurability durability)
    {
        var random = new Random(seed);
        var time = new FakeTime();
        var load = new RandomLoad(seed, time);
        var folder = new TemporaryFolder();
        HashSet<string> possible = [""];
        for (var life = 0; life < Lives; life++)
        {
            var files = new PowerCutFiles(folder.Path, random.Next(1, 120));
            var options = new LocalStoreOptions
            {
                Directory = folder.Path, Durability = durability, CheckpointBytes = 4096,
                SegmentBytes = random.Next(2) == 0 ? 4096 : 40 * 1024,
            };
            var where = $"seed {seed}, life {life}, {durability}";
            var store = new LocalStore(options, time, null, files);
            try
            {
                await store.InitializeAsync(default);
                var acknowledged = await StoreView.OfAsync(store);
                Assert.True(possible.Contains(acknowledged), $"{where}: opened as it never was:\n{acknowledged}");
                possible = [acknowledged];
                while (true)
                {
                    await load.StepAsync(store);
                    acknowledged = await StoreView.OfAsync(store);
                    if (durability == LocalDurability.Fsync) possible.Clear();
                    possible.Add(acknowledged);
                }
            }
            catch (StoreException refusal) when (files.IsCut && refusal.Problem == StoreProblem.Failed)
            {
                // The change in whose midst the power failed may be there: nobody was told.
                possible.Add(await StoreView.OfAsync(store));
            }
            catch (StoreException refusal)
            {
                // The power failed while the store was opened, which changes nothing.
                Assert.True(files.IsCut && refusal.Problem == StoreProblem.Inaccessible, $"{where}: {refusal.Message}");
            }

            await store.DisposeAsync();
            var next = new TemporaryFolder();
            files.Restore(next.Path, random);
            folder.Dispose();
            folder = next;
        }

        folder.Dispose();
    }
}
