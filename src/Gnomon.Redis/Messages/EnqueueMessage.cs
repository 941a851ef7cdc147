using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Redis.Messages;

/// <summary>Calls whose drafts one script stores. The drafts of calls that nothing can refuse go together, in runs of one
/// kind; the others call by call.</summary>
internal sealed class EnqueueMessage
{
    /// <summary>Queue, handler, version of the arguments, priority and attempts stand at the head of a run.</summary>
    private const int RunHead = 5;

    private readonly List<(IReadOnlyList<JobDraft> Drafts, bool IsPlain)> _calls = [];
    private readonly List<(JobDraft Draft, byte[] Spec)> _plain = [];
    private readonly List<(IReadOnlyList<JobDraft> Drafts, byte[][] Specs)> _others = [];

    /// <summary>Adds a call.</summary>
    /// <param name="drafts">Its drafts.</param>
    /// <param name="specs">What is stored of their specifications.</param>
    public void Add(IReadOnlyList<JobDraft> drafts, byte[][] specs)
    {
        var isPlain = ArePlain(drafts);
        _calls.Add((drafts, isPlain));
        if (!isPlain) _others.Add((drafts, specs));
        else
            for (var i = 0; i < specs.Length; i++) _plain.Add((drafts[i], specs[i]));
    }

    public void Write(MessageWriter writer)
    {
        writer.Array(2);
        writer.Array(_others.Count);
        foreach (var (drafts, specs) in _others)
        {
            writer.Array(drafts.Count);
            for (var i = 0; i < drafts.Count; i++) DraftMessage.Write(writer, drafts[i], specs[i]);
        }

        var lengths = new List<int>();
        for (var from = 0; from < _plain.Count; from += lengths[^1]) lengths.Add(RunLength(from));
        writer.Array(lengths.Count);
        var next = 0;
        foreach (var length in lengths)
        {
            WriteRun(writer, next, length);
            next += length;
        }
    }

    /// <summary>What became of the drafts of each call.</summary>
    public EnqueueResult[][] Read(byte[] answer)
    {
        var reader = new MessageReader(answer);
        reader.Array();
        reader.Array();
        var results = new EnqueueResult[_calls.Count][];
        for (var i = 0; i < results.Length; i++)
            if (!_calls[i].IsPlain) results[i] = DraftMessage.ReadResults(ref reader, _calls[i].Drafts);
        var areNew = reader.TryTrue();
        if (!areNew) reader.Array();
        for (var i = 0; i < results.Length; i++)
            if (_calls[i].IsPlain) results[i] = ReadPlain(ref reader, _calls[i].Drafts, areNew);
        return results;
    }

    private static EnqueueResult[] ReadPlain(ref MessageReader reader, IReadOnlyList<JobDraft> drafts, bool areNew)
    {
        var results = new EnqueueResult[drafts.Count];
        for (var i = 0; i < results.Length; i++)
        {
            var isKnown = !areNew && reader.Bool();
            results[i] = new EnqueueResult(
                drafts[i].Id, isKnown ? EnqueueOutcome.SameId : EnqueueOutcome.Created);
        }

        return results;
    }

    private static bool ArePlain(IReadOnlyList<JobDraft> drafts)
    {
        foreach (var draft in drafts)
            if (!DraftMessage.IsPlain(draft)) return false;
        return true;
    }

    /// <summary>How many plain drafts from an index on are of one kind.</summary>
    private int RunLength(int from)
    {
        var spec = _plain[from].Draft.Spec;
        var to = from + 1;
        while (to < _plain.Count && IsSameKind(spec, _plain[to].Draft.Spec)) to++;
        return to - from;
    }

    private static bool IsSameKind(JobSpec one, JobSpec other) =>
        one.Queue == other.Queue && one.Handler == other.Handler && one.ArgsVersion == other.ArgsVersion
        && one.Priority == other.Priority && one.Retry.MaxAttempts == other.Retry.MaxAttempts;

    private void WriteRun(MessageWriter writer, int from, int count)
    {
        var spec = _plain[from].Draft.Spec;
        writer.Array(RunHead + (2 * count));
        writer.Text(spec.Queue);
        writer.Text(spec.Handler);
        writer.Number(spec.ArgsVersion);
        writer.Number(spec.Priority);
        writer.Number(spec.Retry.MaxAttempts);
        for (var i = from; i < from + count; i++)
        {
            writer.Guid(_plain[i].Draft.Id.Value);
            writer.Bytes(_plain[i].Spec);
        }
    }
}
