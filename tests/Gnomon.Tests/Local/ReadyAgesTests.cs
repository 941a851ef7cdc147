using Gnomon.Jobs;
using Gnomon.Local;
using Xunit;

namespace Gnomon.Tests.Local;

public sealed class ReadyAgesTests
{
    [Fact]
    public void Oldest_is_that_of_all_ready_jobs_however_they_come_and_go()
    {
        var random = new Random(20261121);
        var ages = new ReadyAges();
        var ready = new List<LocalJob>();
        for (var step = 1; step < 20_000; step++)
        {
            if (ready.Count == 0 || random.Next(100) < 50)
            {
                var job = JobMaker.Make(random, step);
                (job.State, job.Order) = (JobState.Ready, step);
                ready.Add(job);
                ages.Add(job);
            }
            else
            {
                var at = random.Next(ready.Count);
                ages.Remove();
                ready[at].State = JobState.Running;
                ready.RemoveAt(at);
            }

            Assert.Same(ready.MinBy(job => job.Order), ages.Oldest);
            Assert.InRange(ages.Count, ready.Count, Math.Max(64, 2 * ready.Count) + 2);
        }
    }
}
