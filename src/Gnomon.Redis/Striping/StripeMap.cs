using Gnomon.Redis.Deployment;
using Gnomon.Triggers;

namespace Gnomon.Redis.Striping;

/// <summary>Which stripe a queue is in, and what its keys begin with. Both are a promise: data are found by them.</summary>
internal sealed class StripeMap(int count, Func<string, string> tagOf)
{
    private const char TagEnd = ':';

    /// <summary>How many stripes there are.</summary>
    public int Count => count;

    /// <summary>The stripe of a queue.</summary>
    public int Of(string queue) => (int)(StableHash.Of(tagOf(queue), 0) % (ulong)count);

    /// <summary>The part of a queue's name that decides: what is before the first colon, or all of it. Queues with one tag
    /// are in one stripe.</summary>
    public static string TagOf(string queue)
    {
        var end = queue.IndexOf(TagEnd, StringComparison.Ordinal);
        return end < 0 ? queue : queue[..end];
    }

    /// <summary>The hash tag of a stripe's keys: that of stripe 0 is the namespace, which has no colon. No two stripes of a
    /// namespace are in one slot: where the plain name falls into that of an earlier one, a number is added.</summary>
    public static string HashTag(string ns, int stripe)
    {
        if (stripe == 0) return ns;
        var taken = new HashSet<int> { HashSlot.Of(ns) };
        for (var at = 1; ; at++)
        {
            var plain = FormattableString.Invariant($"{ns}:{at}");
            var tag = plain;
            for (var more = 1; !taken.Add(HashSlot.Of(tag)); more++) tag = FormattableString.Invariant($"{plain}:{more}");
            if (at == stripe) return tag;
        }
    }
}
