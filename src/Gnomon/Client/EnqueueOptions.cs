using Gnomon.Jobs;
using Gnomon.Retries;

namespace Gnomon.Client;

/// <summary>What a producer may say about one job beside its arguments. The methods can be chained.</summary>
public sealed class EnqueueOptions
{
    private readonly List<string> _tags = [];
    private JobId? _id;
    private DateTimeOffset? _at;
    private TimeSpan? _in;
    private JobSpec _spec = new() { Handler = "" };

    internal EnqueueOptions()
    {
    }

    /// <summary>Names the job. Enqueueing the same id twice makes one job.</summary>
    public EnqueueOptions Id(JobId id)
    {
        _id = id;
        return this;
    }

    /// <summary>Runs it no earlier than this instant; a past one means now.</summary>
    public EnqueueOptions At(DateTimeOffset instant)
    {
        (_at, _in) = (instant, null);
        return this;
    }

    /// <summary>Runs it no earlier than this long after the store accepts it.</summary>
    public EnqueueOptions In(TimeSpan delay)
    {
        (_at, _in) = (null, delay);
        return this;
    }

    /// <summary>Retries after exactly these waits: the i-th follows the i-th failure.</summary>
    public EnqueueOptions Retry(params IReadOnlyList<TimeSpan> waits) => Retry(RetryPolicy.After(waits));

    /// <summary>Retries as a policy says.</summary>
    public EnqueueOptions Retry(RetryPolicy policy) => With(_spec with { Retry = policy });

    /// <summary>Puts it in this queue.</summary>
    public EnqueueOptions Queue(string queue) => With(_spec with { Queue = queue });

    /// <summary>0 to 9; 9 goes first.</summary>
    public EnqueueOptions Priority(int priority) =>
        With(_spec with { Priority = (byte)Math.Clamp(priority, 0, byte.MaxValue) });

    /// <summary>Ends an attempt that takes longer.</summary>
    public EnqueueOptions Timeout(TimeSpan limit) => With(_spec with { Timeout = limit });

    /// <summary>Does not start it after this instant.</summary>
    public EnqueueOptions Deadline(DateTimeOffset instant) => With(_spec with { Deadline = instant });

    /// <summary>Accepts no other job with this key in the queue until this one has ended.</summary>
    public EnqueueOptions Key(string key) => With(_spec with { Key = key });

    /// <summary>Gives it a unique key: the rule says among which jobs the key is unique, how long this one holds it,
    /// and what becomes of this one if another holds it.</summary>
    public EnqueueOptions Key(string key, UniqueRule rule) => With(_spec with { Key = key, Unique = rule });

    /// <summary>Gives it a unique key, with what the default rule is changed to:
    /// <c>Unique("report", rule => rule with { OnDuplicate = DuplicateAction.Debounce })</c>.</summary>
    public EnqueueOptions Unique(string key, Func<UniqueRule, UniqueRule> rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return Key(key, rule(UniqueRule.Default));
    }

    /// <summary>Counts it by this key where the limits of its queue are per key.</summary>
    public EnqueueOptions LimitKey(string key) => With(_spec with { LimitKey = key });

    /// <summary>Lets only this node run it. While the node does not live, the job waits.</summary>
    public EnqueueOptions Node(string node) => With(_spec with { Node = node });

    /// <summary>Adds a text that travels with it beside its arguments, or replaces the one of this name.</summary>
    public EnqueueOptions Header(string name, string value) => With(_spec with
    {
        Headers = new Dictionary<string, string>(_spec.Headers, StringComparer.Ordinal) { [name] = value },
    });

    /// <summary>Says which version of their form the arguments have, as the handler counts it.</summary>
    public EnqueueOptions ArgsVersion(int version) => With(_spec with { ArgsVersion = version });

    /// <summary>Adds words to find it by.</summary>
    public EnqueueOptions Tag(params IReadOnlyList<string> tags)
    {
        _tags.AddRange(tags);
        return this;
    }

    /// <summary>Keeps the ended job this long.</summary>
    public EnqueueOptions Retention(TimeSpan kept) => With(_spec with { Retention = kept });

    /// <summary>Runs a handler when this job has succeeded. It is given the result of this job. The job and what runs after
    /// it are one workflow, which has the job's id.</summary>
    public EnqueueOptions OnSuccess<TArgs>(string handler, TArgs args, Action<EnqueueOptions>? configure = null)
    {
        (Callbacks ??= new JobCallbacks()).Add(ParentCondition.Succeeded, handler, args, configure);
        return this;
    }

    /// <summary>Runs a handler when this job has failed for good: when it is dead, or its deadline has passed. It finds the
    /// error with the job that it waited for.</summary>
    public EnqueueOptions OnError<TArgs>(string handler, TArgs args, Action<EnqueueOptions>? configure = null)
    {
        (Callbacks ??= new JobCallbacks()).Add(ParentCondition.Failed, handler, args, configure);
        return this;
    }

    internal JobCallbacks? Callbacks { get; private set; }

    internal bool HasId => _id is not null;

    internal JobDraft ToDraft(string handler, ReadOnlyMemory<byte> args, TimeProvider time) =>
        new(_id ?? JobId.New(time), _spec with { Handler = handler, Args = args, Tags = [.. _tags] })
        {
            RunAt = _at, Delay = _in,
        };

    internal JobSpec ToSpec(string handler, ReadOnlyMemory<byte> args) =>
        _spec with { Handler = handler, Args = args, Tags = [.. _tags] };

    private EnqueueOptions With(JobSpec spec)
    {
        _spec = spec;
        return this;
    }
}
