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

    /// <summary>Drafts that are worth a script beside the one that is under way; fewer wait for its answer, so that single
    /// calls share one.</summary>
    private const int WorthAnother = 500;

    /// <summary>Drafts of one script, unless one call alone brings more: others wait while it runs.</summary>
    private const int MostDrafts = 1000;

    /// <summary>What they take together, in the same sense.</summary>
    private const long MostBytes = 4 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<Call> _waiting = new();
    private int _underWay;
    private int _draftsWaiting;

    /// <summary>Stores the drafts of one call, wholly or not at all.</summary>
    /// <exception cref="InvalidJobException">A draft breaks a rule, or there are too many or too large ones.</exception>
    public Task<EnqueueResult[]> AddAsync(IReadOnlyList<JobDraft> drafts, CancellationToken cancellation)
    {
        var call = new Call(drafts, DraftCodec.Encode(drafts, out var bytes), bytes);
        bool starts;
        lock (_lock)
        {
            _waiting.Enqueue(call);
            _draftsWaiting += drafts.Count;
            starts = _underWay < MostUnderWay && IsWorthOne(_underWay);
            if (starts) _underWay++;
        }

        if (starts) _ = RunAsync();
        return call.Answer.Task.WaitAsync(cancellation);
    }

    private bool IsWorthOne(int others) => others == 0 || _draftsWaiting >= WorthAnother;

    private async Task RunAsync()
    {
        for (var next = Take(); next.Count > 0; next = Take())
            await SendAsync(next).ConfigureAwait(false);
    }

    /// <summary>The calls that go next; none when they wait for another script, and then one less is under way.</summary>
    private List<Call> Take()
    {
        var calls = new List<Call>();
        var (drafts, bytes) = (0, 0L);
        lock (_lock)
        {
            var isWorthOne = IsWorthOne(_underWay - 1);
            while (isWorthOne && _waiting.TryPeek(out var call) && (
                       drafts == 0 || (drafts + call.Drafts.Count <= MostDrafts && bytes + call.Bytes <= MostBytes)))
            {
                drafts += call.Drafts.Count;
                bytes += call.Bytes;
                calls.Add(_waiting.Dequeue());
            }

            _draftsWaiting -= drafts;
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
