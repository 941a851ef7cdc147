using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local;

namespace Gnomon.Tests.Local;

/// <summary>Jobs as the store holds them, for tests of what holds them.</summary>
internal static class JobMaker
{
    private static readonly byte[] Spec = JobSpecCodec.Encode(new JobSpec { Handler = "h" });
    private static readonly LocalQueue Queue = new("default");

    public static LocalJob Make(Random random, long sequence)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new LocalJob(sequence, new JobId(new Guid(bytes)), Spec, Queue.OtherJobs, 0)
        {
            State = (JobState)random.Next((int)JobState.Expired + 1),
        };
    }
}
