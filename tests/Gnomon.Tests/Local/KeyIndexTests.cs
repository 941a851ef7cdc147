using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local;
using Xunit;

namespace Gnomon.Tests.Local;

public class KeyIndexTests
{
    private readonly KeyIndex _index = new();
    private long _sequence;

    [Fact]
    public void Holder_that_holds_longest_stands_and_of_those_the_newest()
    {
        var endless = Add(Spec(null));
        Add(Spec(5));
        Assert.Same(endless, Find(now: 0));
        var newest = Add(Spec(null));
        Assert.Same(newest, Find(now: 0));
        _index.Remove(newest, Spec(null));
        Assert.Same(endless, Find(now: 0));
        _index.Remove(endless, Spec(null));
        Assert.NotNull(Find(now: TimeSpan.FromSeconds(4).Ticks));
        Assert.Null(Find(now: TimeSpan.FromSeconds(5).Ticks));
    }

    [Fact]
    public void Removing_a_job_that_is_not_there_changes_nothing()
    {
        var held = Add(Spec(null));
        _index.Remove(Job(Spec(null)), Spec(null));
        Assert.Same(held, Find(now: 0));
        _index.Remove(held, Spec(null));
        _index.Remove(held, Spec(null));
        Assert.Null(Find(now: 0));
    }

    [Fact]
    public void Random_holders_agree_with_a_plain_list()
    {
        var random = new Random(7);
        var plain = new List<(LocalJob Job, JobSpec Spec)>();
        for (var step = 0; step < 5000; step++)
        {
            if (plain.Count == 0 || random.Next(100) < 55)
            {
                var spec = Spec(random.Next(3) == 0 ? null : random.Next(1, 9)) with
                {
                    Queue = $"q{random.Next(2)}", Handler = $"h{random.Next(2)}", Key = $"k{random.Next(2)}",
                };
                plain.Add((Add(spec), spec));
            }
            else
            {
                var at = random.Next(plain.Count);
                _index.Remove(plain[at].Job, plain[at].Spec);
                plain.RemoveAt(at);
            }

            var wanted = Spec(null) with
            {
                Queue = $"q{random.Next(2)}", Handler = $"h{random.Next(2)}", Key = $"k{random.Next(2)}",
                Unique = new UniqueRule { Scope = (KeyScope)random.Next(3) },
            };
            var now = TimeSpan.FromSeconds(random.Next(10)).Ticks;
            Assert.Same(Expected(plain, wanted, now), _index.Find(wanted, now));
        }
    }

    private static LocalJob? Expected(List<(LocalJob Job, JobSpec Spec)> plain, JobSpec wanted, long now) => plain
        .Where(entry => entry.Spec.Key == wanted.Key && (wanted.Unique.Scope switch
        {
            KeyScope.Queue => entry.Spec.Queue == wanted.Queue,
            KeyScope.Handler => entry.Spec.Handler == wanted.Handler,
            _ => true,
        }))
        .Select(entry => (entry.Job, Until: entry.Spec.Unique.Period?.Ticks ?? long.MaxValue))
        .Where(entry => entry.Until > now)
        .OrderByDescending(entry => entry.Until).ThenByDescending(entry => entry.Job.Sequence)
        .FirstOrDefault().Job;

    private static JobSpec Spec(int? periodSeconds) => new()
    {
        Handler = "h",
        Key = "k",
        Unique = new UniqueRule { Period = periodSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null },
    };

    private LocalJob? Find(long now) => _index.Find(Spec(null), now);

    private LocalJob Add(JobSpec spec)
    {
        var job = Job(spec);
        _index.Add(job, spec);
        return job;
    }

    private LocalJob Job(JobSpec spec) => new(
        ++_sequence, new JobId(Guid.NewGuid()), JobSpecCodec.Encode(spec), new LocalQueue(spec.Queue).OtherJobs, createdAt: 0);
}
