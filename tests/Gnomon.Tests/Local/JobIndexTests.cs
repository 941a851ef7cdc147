using Gnomon.Jobs;
using Gnomon.Local;
using Xunit;

namespace Gnomon.Tests.Local;

public class JobIndexTests
{
    [Fact]
    public void Index_finds_what_a_dictionary_finds()
    {
        foreach (var seed in Seeds.FromOne(usually: 3))
        {
            var random = new Random(seed);
            var index = new JobIndex();
            var model = new Dictionary<JobId, LocalJob>();
            var ids = new List<JobId>();
            for (var step = 0; step < 30_000; step++)
            {
                // More comes than goes, then more goes than comes.
                var adds = random.Next(10) < (step < 15_000 ? 7 : 3);
                if (adds || model.Count == 0)
                {
                    var job = JobMaker.Make(random, step + 1);
                    index.Add(job);
                    model.Add(job.Id, job);
                    ids.Add(job.Id);
                }
                else if (model.Remove(ids[random.Next(ids.Count)], out var gone))
                {
                    index.Remove(gone);
                }

                var asked = ids[random.Next(ids.Count)];
                Assert.True(
                    ReferenceEquals(model.GetValueOrDefault(asked), index.Find(asked)), $"seed {seed}, step {step}");
            }

            foreach (var id in ids) Assert.Same(model.GetValueOrDefault(id), index.Find(id));
            Assert.Null(index.Find(JobMaker.Make(random, 1).Id));
        }
    }
}
