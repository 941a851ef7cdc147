using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Redis.Messages;

/// <summary>Drafts as scripts read them: what decisions need in the open, the specification as one piece.</summary>
internal static class DraftMessage
{
    /// <summary>How many members every draft has.</summary>
    public const int Members = 15;

    /// <param name="writer">Where to.</param>
    /// <param name="draft">The draft.</param>
    /// <param name="encoded">What is stored of its specification.</param>
    public static void Write(MessageWriter writer, JobDraft draft, ReadOnlySpan<byte> encoded)
    {
        writer.Array(Members);
        WriteMembers(writer, draft, draft.Spec, encoded);
    }

    /// <summary>The members that every draft has.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="draft">The draft.</param>
    /// <param name="spec">What is stored of its specification.</param>
    /// <param name="encoded">The same, encoded.</param>
    public static void WriteMembers(MessageWriter writer, JobDraft draft, JobSpec spec, ReadOnlySpan<byte> encoded)
    {
        writer.Guid(draft.Id.Value);
        writer.Text(spec.Queue);
        writer.Text(spec.Handler);
        writer.Number(spec.ArgsVersion);
        writer.Number(spec.Priority);
        writer.Number(draft.RunAt is { } runAt ? RedisTime.MicrosUp(runAt) : null);
        writer.Number(draft.Delay is { } delay ? RedisTime.Micros(delay) : null);
        writer.Number(spec.Retry.MaxAttempts);
        WriteExtras(writer, spec);
        writer.Bytes(encoded);
        if (draft.Parent is { } token)
        {
            writer.Guid(token.Job.Value);
            writer.Number(token.Attempt);
        }
        else
        {
            writer.Nil();
            writer.Nil();
        }

        var rule = spec.Key is null ? UniqueRule.Default : spec.Unique;
        writer.Number((int)rule.OnDuplicate);
        writer.Number((int)rule.Scope);
        if (rule.OnDuplicate is DuplicateAction.Replace or DuplicateAction.Debounce)
            writer.Bytes(JobSpecCodec.Encode(Replacement(spec)));
        else
            writer.Nil();
    }

    /// <summary>Whether a draft has nothing but what plain.lua knows.</summary>
    public static bool IsPlain(JobDraft draft) =>
        draft.RunAt is null && draft.Delay is null && draft.Parent is null && Count(draft.Spec) == 0;

    /// <summary>What became of each draft.</summary>
    /// <exception cref="InvalidDataException">The answer is not one of the script.</exception>
    public static EnqueueResult[] ReadResults(ref MessageReader reader, IReadOnlyList<JobDraft> drafts)
    {
        if (!reader.TryTrue()) return PageMessage.ReadItems(ref reader, ReadResult);
        var results = new EnqueueResult[drafts.Count];
        for (var i = 0; i < results.Length; i++) results[i] = new EnqueueResult(drafts[i].Id, EnqueueOutcome.Created);
        return results;
    }

    public static EnqueueResult ReadResult(ref MessageReader reader)
    {
        reader.Array();
        var outcome = (EnqueueOutcome)reader.Number();
        return new EnqueueResult(new JobId(reader.Guid()), outcome);
    }

    /// <summary>What the holder of a key takes over from a duplicate.</summary>
    private static JobSpec Replacement(JobSpec spec) =>
        new() { Handler = "", Args = spec.Args, ArgsVersion = spec.ArgsVersion, Headers = spec.Headers };

    /// <summary>The parts that decisions need and that few jobs have; the names are listed in core.lua.</summary>
    private static void WriteExtras(MessageWriter writer, JobSpec spec)
    {
        var count = Count(spec);
        if (count == 0)
        {
            writer.Nil();
            return;
        }

        writer.Map(count);
        if (spec.Key is { } key) WriteKey(writer, key, spec.Unique);
        if (spec.Deadline is { } deadline) Put(writer, "dl", RedisTime.Micros(deadline));
        if (spec.Retention is { } retention) Put(writer, "rt", RedisTime.Micros(retention));
        if (spec.LimitKey is { } limitKey) Put(writer, "lk", limitKey);
        if (spec.Schedule is { } schedule) Put(writer, "sc", schedule);
        if (spec.Node is { } node) Put(writer, "n", node);
        if (spec.Workflow is { } place)
        {
            writer.Text("w");
            writer.Guid(place.Workflow.Value);
            Put(writer, "s", place.Step);
        }

        if (spec.Tags.Count == 0) return;
        writer.Text("t");
        writer.Array(spec.Tags.Count);
        foreach (var tag in spec.Tags) writer.Text(tag);
    }

    private static int Count(JobSpec spec) =>
        (spec.Key is null ? 0 : spec.Unique.Period is null ? 3 : 4)
        + (spec.Deadline is null ? 0 : 1) + (spec.Retention is null ? 0 : 1) + (spec.LimitKey is null ? 0 : 1)
        + (spec.Schedule is null ? 0 : 1) + (spec.Node is null ? 0 : 1) + (spec.Tags.Count == 0 ? 0 : 1)
        + (spec.Workflow is null ? 0 : 2);

    private static void WriteKey(MessageWriter writer, string key, UniqueRule rule)
    {
        Put(writer, "k", key);
        Put(writer, "ks", (int)rule.Scope);
        Put(writer, "kh", (int)rule.Hold);
        if (rule.Period is { } period) Put(writer, "kp", RedisTime.Micros(period));
    }

    private static void Put(MessageWriter writer, string name, long value)
    {
        writer.Text(name);
        writer.Number(value);
    }

    private static void Put(MessageWriter writer, string name, string value)
    {
        writer.Text(name);
        writer.Text(value);
    }
}
