using Gnomon.Jobs;
using Gnomon.Local;
using Xunit;

namespace Gnomon.Tests.Local;

public class LocalQueueOrderTests
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
            var queue = new LocalQueue("q");
            var jobs = Enumerable.Range(1, random.Next(1, 12)).Select(order => Job(queue, order)).ToArray();
            random.Shuffle(jobs);
            foreach (var job in jobs)
            {
                queue.InsertReady(job);
                if (random.Next(4) != 0) continue;
                queue.RemoveReady(job);
                queue.InsertReady(job);
            }

            foreach (var expected in jobs.OrderBy(job => job.Order))
            {
                Assert.Same(expected, queue.FirstReady);
                queue.RemoveReady(expected);
            }

            Assert.Null(queue.FirstReady);
        }
    }

    private static LocalJob Job(LocalQueue queue, long order) => new(
        order, new JobId(Guid.NewGuid()), JobSpecCodec.Encode(new JobSpec { Handler = "h" }), queue, 0)
    {
        State = JobState.Ready, Order = order,
    };
}
