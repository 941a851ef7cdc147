using Gnomon.Jobs;
using Gnomon.Local;
using Xunit;

namespace Gnomon.Tests.Local;

public class JobTableTests
{
    [Fact]
    public void Table_holds_what_a_sorted_dictionary_holds()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var table = new JobTable();
            var model = new SortedDictionary<long, LocalJob>();
            var next = 1L;
            for (var step = 0; step < 4000; step++)
            {
                Apply(random, table, model, ref next);
                if (step % 400 == 0) AssertSame(random, table, model, $"seed {seed}, step {step}");
            }

            foreach (var job in model.Values) table.Remove(job);
            Assert.Equal(0, table.Count);
            Assert.Empty(table.NewestFirst(long.MaxValue, null));
        }
    }

    [Fact]
    public void Jobs_may_be_added_in_any_order_as_a_checkpoint_restates_them()
    {
        var random = new Random(1);
        var table = new JobTable();
        long[] sequences = [9000, 3, 5000, 1025, 1024, 20_000, 1];
        foreach (var sequence in sequences) table.Add(JobMaker.Make(random, sequence));
        Assert.Equal(sequences.Order(), table.OldestFirst().Select(job => job.Sequence));
        Assert.Equal(20_001, table.End);
    }

    private static void Apply(
        Random random, JobTable table, SortedDictionary<long, LocalJob> model, ref long next)
    {
        var choice = random.Next(10);
        if (choice < 6 || model.Count == 0)
        {
            next += random.Next(50) == 0 ? 3000 : 1;
            var job = JobMaker.Make(random, next);
            table.Add(job);
            model.Add(next, job);
        }
        else if (choice < 9)
        {
            // The oldest mostly, as the end of retention does it.
            var job = random.Next(4) > 0 ? model.First().Value : model.Values.ElementAt(random.Next(model.Count));
            table.Remove(job);
            model.Remove(job.Sequence);
        }
        else
        {
            var job = model.Values.ElementAt(random.Next(model.Count));
            var to = (JobState)random.Next((int)JobState.Expired + 1);
            table.CountMove(job, job.State, to);
            job.State = to;
        }
    }

    private static void AssertSame(
        Random random, JobTable table, SortedDictionary<long, LocalJob> model, string where)
    {
        Assert.True(table.Count == model.Count, where);
        Assert.True(table.OldestFirst().SequenceEqual(model.Values), where);
        for (var sequence = 0L; sequence < table.End + 5; sequence += random.Next(1, 9))
            Assert.True(ReferenceEquals(model.GetValueOrDefault(sequence), table.Find(sequence)), where);
        var before = random.NextInt64(table.End + 10);
        Assert.True(
            table.NewestFirst(before, null).SequenceEqual(model.Values.Reverse().Where(job => job.Sequence < before)),
            where);
        foreach (var state in Enum.GetValues<JobState>())
            Assert.True(
                table.NewestFirst(before, state).Where(job => job.State == state).SequenceEqual(
                    model.Values.Reverse().Where(job => job.Sequence < before && job.State == state)),
                $"{where}, {state}");
    }
}
