using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local;
using Xunit;

namespace Gnomon.Tests.Local;

public class ReadyListTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Jobs_put_in_at_any_place_come_out_in_their_order(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var list = new ReadyList();
            var jobs = Enumerable.Range(1, random.Next(1, 12)).Select(order => Job(order)).ToArray();
            random.Shuffle(jobs);
            foreach (var job in jobs)
            {
                list.Insert(job);
                if (random.Next(4) != 0) continue;
                list.Remove(job);
                list.Insert(job);
            }

            foreach (var expected in jobs.OrderBy(job => job.Order))
            {
                Assert.Same(expected, list.First);
                list.Remove(expected);
            }

            Assert.Null(list.First);
        }
    }

    private static LocalJob Job(long order) => new(
        order, new JobId(Guid.NewGuid()), JobSpecCodec.Encode(new JobSpec { Handler = "h" }), new LocalQueue("q").OtherJobs, 0)
    {
        State = JobState.Ready, Order = order,
    };
}
