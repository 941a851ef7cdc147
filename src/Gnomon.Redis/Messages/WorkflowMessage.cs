using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Redis.Messages;

/// <summary>A workflow on its way to the server, as accept_workflow.lua reads it, and what comes back.</summary>
internal sealed class WorkflowMessage
{
    private readonly WorkflowDraft _draft;
    private readonly JobSpec[] _specs;
    private readonly byte[][] _encoded;

    /// <exception cref="InvalidJobException">The workflow breaks a rule.</exception>
    public WorkflowMessage(WorkflowDraft draft)
    {
        WorkflowRules.Check(draft);
        _draft = draft;
        _specs = new JobSpec[draft.Jobs.Count];
        _encoded = new byte[draft.Jobs.Count][];
        var bytes = 0L;
        for (var i = 0; i < _specs.Length; i++)
        {
            var job = draft.Jobs[i];
            var place = job.Spec.Workflow! with { Delay = job.Delay ?? TimeSpan.Zero };
            _specs[i] = job.Spec with { Workflow = place, Parent = job.Parent?.Job ?? job.Spec.Parent };
            _encoded[i] = JobSpecCodec.Encode(_specs[i]);
            bytes += _encoded[i].Length;
        }

        if (bytes > JobLimits.MaxBatchBytes)
            throw new InvalidJobException(
                "jobs", $"take {bytes:N0} bytes together; at most {JobLimits.MaxBatchBytes:N0} are allowed");
    }

    private enum Fault
    {
        ForeignId = 0,
        TakenStep = 1,
        UnknownParent = 2,
        UnknownGroup = 3,
        TooManyJobs = 4,
    }

    public void Write(MessageWriter writer)
    {
        writer.Array(11);
        writer.Guid(_draft.Id.Value);
        writer.Number(_draft.Retention is { } kept ? RedisTime.Micros(kept) : null);
        writer.Number(_draft.Broadcast?.Until is { } until ? RedisTime.MicrosUp(until) : null);
        writer.Bool(_draft.Broadcast is not null);
        writer.Text(_draft.Schedule);
        writer.Array(_draft.Groups.Count * 2);
        foreach (var (name, places) in _draft.Groups)
        {
            writer.Text(name);
            writer.Number(places);
        }

        writer.Bytes(Head());
        writer.Array(_specs.Length);
        for (var i = 0; i < _specs.Length; i++)
        {
            writer.Array(DraftMessage.Members + 1);
            DraftMessage.WriteMembers(writer, _draft.Jobs[i], _specs[i], _encoded[i]);
            WritePlace(writer, _specs[i].Workflow!);
        }

        writer.Bool(_draft.CreateOnly);
        if (_draft.Parent is { } parent) writer.Guid(parent.Job.Value);
        else writer.Nil();
        writer.Number(_draft.Parent?.Attempt);
    }

    /// <summary>What became of it.</summary>
    /// <exception cref="InvalidJobException">It breaks a rule beside what is stored.</exception>
    public WorkflowAnswer ReadAnswer(ReadOnlyMemory<byte> answer)
    {
        var reader = new MessageReader(answer);
        reader.Array();
        var outcome = reader.Number();
        if (outcome < 0) throw Refusal((Fault)reader.Number(), (int)reader.Number() - 1, reader.Number());
        var results = DraftMessage.ReadResults(ref reader, _draft.Jobs);
        return new WorkflowAnswer((WorkflowOutcome)outcome, results) { Effects = EffectsMessage.Read(ref reader) };
    }

    /// <summary>A workflow as workflows.lua describes it.</summary>
    public static WorkflowInfo ReadInfo(ref MessageReader reader)
    {
        reader.Array();
        var (id, state) = (new WorkflowId(reader.Guid()), (WorkflowState)reader.Number());
        var (created, finished, cancelled) = (reader.Number(), reader.Number(), reader.Bool());
        var jobs = new Dictionary<JobState, int>();
        var states = reader.Array();
        for (var i = 0; i < states; i++)
            if ((int)reader.Number() is > 0 and var count)
                jobs.Add((JobState)i, count);
        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var left = reader.Array(); left > 0; left -= 2) groups.Add(reader.Text(), (int)reader.Number());
        var signals = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        for (var left = reader.Array(); left > 0; left -= 2) signals.Add(reader.Text(), reader.Bytes());
        var info = new WorkflowInfo(id, state)
        {
            CreatedAt = RedisTime.Instant(created), FinishedAt = RedisTime.OptionalInstant(finished), Jobs = jobs,
            Groups = groups, Signals = signals, CancelRequested = cancelled,
        };
        return WithHead(info, reader.Bytes().Span);
    }

    private static void WritePlace(MessageWriter writer, WorkflowPlace place)
    {
        writer.Array(5);
        writer.Array(place.Parents.Count * 2);
        foreach (var parent in place.Parents)
        {
            writer.Guid(parent.Job.Value);
            writer.Number((int)parent.When);
        }

        if (place.Signals.Count == 0)
        {
            writer.Nil();
        }
        else
        {
            writer.Array(place.Signals.Count);
            foreach (var signal in place.Signals) writer.Text(signal);
        }

        writer.Number((int)place.OnFailure);
        // The script puts the delay of the draft here.
        writer.Nil();
        writer.Text(place.Group);
    }

    /// <summary>What scripts need not know: <code>[name] · [schedule] · tick · terms?</code></summary>
    private ReadOnlySpan<byte> Head()
    {
        var writer = new RecordWriter();
        writer.OptionalText(_draft.Name);
        writer.OptionalText(_draft.Schedule);
        writer.Int64(_draft.Tick?.UtcTicks ?? 0);
        if (_draft.Broadcast is { } terms) BroadcastCodec.Write(writer, terms);
        return writer.Written;
    }

    private static WorkflowInfo WithHead(WorkflowInfo info, ReadOnlySpan<byte> head)
    {
        var reader = new RecordReader(head);
        var (name, schedule, tick) = (reader.OptionalText(), reader.OptionalText(), reader.Int64());
        return info with
        {
            Name = name, Schedule = schedule, Tick = tick == 0 ? null : new DateTimeOffset(tick, TimeSpan.Zero),
            Broadcast = reader.AtEnd ? null : BroadcastCodec.Read(ref reader),
        };
    }

    private InvalidJobException Refusal(Fault fault, int job, long number) => fault switch
    {
        Fault.ForeignId => WorkflowRefusals.ForeignId(_draft, job),
        Fault.TakenStep => WorkflowRefusals.TakenStep(_draft, job),
        Fault.UnknownParent => WorkflowRefusals.UnknownParent(_draft, job, (int)number - 1),
        Fault.UnknownGroup => WorkflowRefusals.UnknownGroup(_draft, job),
        Fault.TooManyJobs => WorkflowRefusals.TooManyJobs(number),
        _ => WorkflowRefusals.TooManyGroups(),
    };
}
