using System.Collections.ObjectModel;
using Gnomon.Codecs;
using Gnomon.Tests.Local;
using Gnomon.Jobs;
using Gnomon.Local;
using Xunit;

namespace Gnomon.Tests.Codecs;

public class JobSpecCodecTests
{
    [Fact]
    public void Every_part_of_a_specification_comes_back()
    {
        for (var seed = 1; seed <= 2000; seed++)
        {
            var random = new Random(seed);
            var spec = RandomSpecs.Next(random);
            if (spec.Schedule is not null && RandomSpecs.Maybe(random))
                spec = spec with { Tick = RandomSpecs.Instant(random) };
            if (spec.Key is not null && RandomSpecs.Maybe(random))
                spec = spec with { Unique = RandomSpecs.Unique(random) };
            var bytes = JobSpecCodec.Encode(spec);
            var decoded = JobSpecCodec.Decode(bytes);
            Assert.True(spec.Args.Span.SequenceEqual(decoded.Args.Span), $"seed {seed}: arguments");
            Assert.True(spec.Tags.SequenceEqual(decoded.Tags), $"seed {seed}: tags");
            Assert.Equal(spec.Headers.OrderBy(header => header.Key), decoded.Headers.OrderBy(header => header.Key));
            Assert.Equal(Plain(spec), Plain(decoded));
            Assert.Equal(spec.Priority, JobSpecCodec.Priority(bytes));
            Assert.Equal((spec.Queue, spec.Handler, spec.ArgsVersion), JobSpecCodec.Kind(bytes));
        }
    }

    [Fact]
    public void Truncated_specification_is_refused_as_invalid_data()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            var spec = RandomSpecs.Next(new Random(seed)) with { Args = default };
            var bytes = JobSpecCodec.Encode(spec);
            for (var length = 0; length < bytes.Length; length++)
                Assert.Throws<InvalidDataException>(() => JobSpecCodec.Decode(bytes.AsMemory(0, length)));
        }
    }

    [Fact]
    public void Specification_of_a_newer_form_is_refused_with_both_forms()
    {
        var bytes = JobSpecCodec.Encode(new JobSpec { Handler = "h" });
        bytes[0] = JobSpecCodec.Version + 1;
        var refusal = Assert.Throws<InvalidDataException>(() => JobSpecCodec.Decode(bytes));
        Assert.Contains("form 4", refusal.Message);
        Assert.Contains("forms 1 to 3", refusal.Message);
    }

    [Fact]
    public void A_job_without_new_parts_is_written_in_the_form_that_older_programs_read()
    {
        var plain = new JobSpec { Handler = "h", Key = "k", Tags = ["t"], Schedule = "s" };
        Assert.Equal(1, JobSpecCodec.Encode(plain)[0]);
        Assert.Equal(2, JobSpecCodec.Encode(plain with { LimitKey = "tenant" })[0]);
        Assert.Equal(3, JobSpecCodec.Encode(plain with { Node = "n" })[0]);
    }

    [Fact]
    public void Whether_a_job_is_pinned_is_seen_without_decoding_it_and_does_not_disturb_its_priority()
    {
        for (byte priority = 0; priority <= JobLimits.MaxPriority; priority++)
        {
            var spec = new JobSpec { Handler = "h", Priority = priority, LimitKey = "tenant" };
            Assert.False(JobSpecCodec.IsPinned(JobSpecCodec.Encode(spec)));
            var pinned = JobSpecCodec.Encode(spec with { Node = "n" });
            Assert.True(JobSpecCodec.IsPinned(pinned));
            Assert.Equal(priority, JobSpecCodec.Priority(pinned));
            var changed = JobSpecCodec.WithPriority(pinned, 7);
            Assert.True(JobSpecCodec.IsPinned(changed));
            Assert.Equal(("n", (byte)7), (JobSpecCodec.Decode(changed).Node, JobSpecCodec.Decode(changed).Priority));
        }
    }

    /// <summary>Without what has no equality of its own.</summary>
    private static JobSpec Plain(JobSpec spec) =>
        spec with { Args = default, Tags = [], Headers = ReadOnlyDictionary<string, string>.Empty };
}
