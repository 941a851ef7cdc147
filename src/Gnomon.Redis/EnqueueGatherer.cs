using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Redis.Messages;
using Gnomon.Store;

namespace Gnomon.Redis;

/// <summary>Sends calls that come while others are under way together, in one script: each stays its own transition, but
/// the round trip and the beginning of the script are shared.</summary>
internal sealed class EnqueueGatherer(ScriptRunner scripts)
{
    /// <summary>Scripts under way at once: the server works on one while the next is on its way.</summary>
    private const int MostUnderWay = 2;

    /// <summary>Drafts of one script, unless one call alone brings more: others wait while it runs.</summary>
    private const int MostDrafts = 1000;

    /// <summary>What they take together, in the same sense.</summary>
    private const long MostBytes = 4 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<Call> _waiting = new();
    private int _underWay;

    /// <summary>Stores the drafts of one call, wholly or not at all.</summary>
    /// <exception cref="InvalidJobException">A draft breaks a rule, or there are too many or too large ones.</exception>
    public Task<EnqueueResult[]> AddAsync(IReadOnlyList<JobDraft> drafts, CancellationToken cancellation)
    {
        var call = new Call(drafts, DraftCodec.Encode(drafts, out var bytes), bytes);
        lock (_lock)
        {
            if (_underWay == MostUnderWay)
            {
                _waiting.Enqueue(call);
                return call.Answer.Task.WaitAsync(cancellation);
            }

            _underWay++;
        }

        _ = RunAsync([call]);
        return call.Answer.Task.WaitAsync(cancellation);
    }

    private async Task RunAsync(List<Call> calls)
    {
        for (var next = calls; next.Count > 0; next = Take())
            await SendAsync(next).ConfigureAwait(false);
    }

    /// <summary>The calls that go next; none when there are none, and then one script less is under way.</summary>
    private List<Call> Take()
    {
        var calls = new List<Call>();
        var (drafts, bytes) = (0, 0L);
        lock (_lock)
        {
            while (_waiting.TryPeek(out var call) && (
                       drafts == 0 || (drafts + call.Drafts.Count <= MostDrafts && bytes + call.Bytes <= MostBytes)))
            {
                drafts += call.Drafts.Count;
                bytes += call.Bytes;
                calls.Add(_waiting.Dequeue());
            }

            if (calls.Count == 0) _underWay--;
        }

        return calls;
    }

    private async Task SendAsync(List<Call> calls)
    {
        try
        {
            var message = new EnqueueMessage();
            foreach (var call in calls) message.Add(call.Drafts, call.Specs);
            var answer = await scripts.ChangeAsync(
                RedisScript.Enqueue, message, static (writer, all) => all.Write(writer), CancellationToken.None)
                .ConfigureAwait(false);
            var results = message.Read(answer);
            for (var i = 0; i < results.Length; i++) calls[i].Answer.TrySetResult(results[i]);
        }
        catch (Exception error)
        {
            foreach (var call in calls) call.Answer.TrySetException(error);
        }
    }

    private sealed class Call(IReadOnlyList<JobDraft> drafts, byte[][] specs, long bytes)
    {
        public readonly IReadOnlyList<JobDraft> Drafts = drafts;

        public readonly byte[][] Specs = specs;

        public readonly long Bytes = bytes;

        public readonly TaskCompletionSource<EnqueueResult[]> Answer =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
