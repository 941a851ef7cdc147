using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Workflows;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Local.Journal;

/// <summary>Carries out records on a state that is being read back. While the oldest checkpoint is incomplete, and when
/// salvaging, records about things that have not been restated yet are passed over: the restatement that follows holds
/// their effect.</summary>
/// <param name="state">A new state with <see cref="LocalState.Replaying"/> set.</param>
/// <param name="historyMissing">Whether older files are gone, so that the journal begins with a checkpoint.</param>
/// <param name="lenient">Whether unknown things are passed over everywhere.</param>
internal sealed partial class JournalReplay(LocalState state, bool historyMissing, bool lenient)
{
    private bool _restating = historyMissing;

    /// <summary>How many records of each kind were read.</summary>
    public SortedDictionary<RecordKind, long> Read { get; } = [];

    /// <summary>Whether the state is whole: false when the checkpoint it begins with has no end.</summary>
    public bool IsWhole => !_restating;

    /// <exception cref="InvalidDataException">The records contradict themselves or what came before.</exception>
    public void Apply(ReadOnlySpan<byte> records)
    {
        var reader = new RecordReader(records);
        while (!reader.AtEnd)
        {
            var kind = (RecordKind)reader.Byte();
            Read[kind] = Read.GetValueOrDefault(kind) + 1;
            Apply(kind, ref reader);
        }
    }

    private void Apply(RecordKind kind, ref RecordReader reader)
    {
        switch (kind)
        {
            case RecordKind.Put: Put(ref reader); break;
            case RecordKind.Claimed: Claimed(ref reader); break;
            case RecordKind.Finished: Finished(ref reader); break;
            case RecordKind.Moved: Moved(ref reader); break;
            case RecordKind.Removed: if (Find(ref reader) is { } removed) state.Remove(removed); break;
            case RecordKind.Reported: Reported(ref reader); break;
            case RecordKind.CancelRequested: if (Find(ref reader) is { } job) state.RequestCancel(job); break;
            case RecordKind.QueueSet: state.ReadQueue(ref reader); break;
            case RecordKind.SchedulePut: PutSchedule(ref reader); break;
            case RecordKind.ScheduleRemoved: state.RemoveSchedule(reader.Text(), 0); break;
            case RecordKind.ScheduleRemovedAt: RemoveSchedule(ref reader); break;
            case RecordKind.ScheduleAutoPaused: AutoPause(ref reader); break;
            case RecordKind.Backfilled: Backfilled(ref reader); break;
            case RecordKind.Fired: Fired(ref reader); break;
            case RecordKind.Promoted: Promoted(ref reader); break;
            case RecordKind.CheckpointBegun: Checkpoint.ReadBegun(ref reader, state); break;
            case RecordKind.JobRestated: Checkpoint.ReadJob(ref reader, state); break;
            case RecordKind.ScheduleRestated: Checkpoint.ReadSchedule(ref reader, state); break;
            case RecordKind.Replaced: Replaced(ref reader); break;
            case RecordKind.PriorityChanged: PriorityChanged(ref reader); break;
            case RecordKind.RateClock: state.ReadRateInstant(ref reader); break;
            case RecordKind.RateRestated: Checkpoint.ReadRate(ref reader, state); break;
            case RecordKind.TextReported: TextReported(ref reader); break;
            case RecordKind.SnoozesRestated: SnoozesRestated(ref reader); break;
            case RecordKind.Pinned: Pinned(ref reader); break;
            case RecordKind.ErrorNoted: ErrorNoted(ref reader); break;
            case RecordKind.DayRestated: state.ReadTally(ref reader); break;
            case RecordKind.WorkflowPut: WorkflowRecords.Read(ref reader, state); break;
            case RecordKind.StepPut: Put(ref reader, isStep: true); break;
            case RecordKind.StepRestated: Checkpoint.ReadJob(ref reader, state, isStep: true); break;
            case RecordKind.StepEndedBy: EndedBy(ref reader); break;
            case RecordKind.WorkflowSignalled: Signalled(ref reader); break;
            case RecordKind.WorkflowCancelled: Cancelled(ref reader); break;
            case RecordKind.WorkflowRemoved: if (FindWorkflow(ref reader) is { } gone) state.ForgetWorkflow(gone); break;
            case RecordKind.ScheduleSetPut: state.ReadScheduleSet(ref reader); break;
            case RecordKind.ScheduleSetForgotten: state.ForgetScheduleSet(reader.Text()); break;
            case RecordKind.ScheduleJoined: Joined(ref reader); break;
            case RecordKind.CheckpointEnded: _restating = false; break;
            default: throw new InvalidDataException($"a record has the unknown kind {(byte)kind}");
        }
    }

    private LocalJob? Find(ref RecordReader reader)
    {
        var sequence = reader.Number();
        var job = state.Table.Find(sequence);
        if (job is null && !_restating && !lenient)
            throw new InvalidDataException($"a record speaks of job number {sequence}, which is not there");
        return job;
    }

    private void Put(ref RecordReader reader, bool isStep = false)
    {
        var sequence = reader.Number();
        var id = new JobId(reader.Guid());
        var created = reader.Int64();
        var runAt = reader.Int64();
        var jobState = (JobState)reader.Byte();
        var order = reader.Number();
        var job = state.MakeJob(sequence, id, reader.Bytes().ToArray(), created, isStep);
        (job.State, job.RunAt, job.Order) = (jobState, runAt, order);
        if (job is LocalStep step) state.PutStep(step);
        else state.Put(job);
    }

    private void Claimed(ref RecordReader reader)
    {
        var node = reader.Text();
        var at = reader.Int64();
        for (var left = reader.Number(); left > 0; left--)
            if (Find(ref reader) is { } job)
                state.Start(job, node, at, leaseEnd: 0);
    }

    private void Finished(ref RecordReader reader)
    {
        var job = Find(ref reader);
        var outcome = (AttemptOutcome)reader.Byte();
        var (cause, to, now, runAt, order) = ReadMove(ref reader);
        var error = reader.OptionalText();
        var result = reader.Bytes();
        if (job is null) return;
        if (job.State != JobState.Running) throw new InvalidDataException($"job {job.Id} ended without running");
        state.Finish(
            job, outcome, cause, to, now, runAt, order, error, result.IsEmpty ? null : result.ToArray());
    }

    private void Moved(ref RecordReader reader)
    {
        var job = Find(ref reader);
        var (cause, to, now, runAt, order) = ReadMove(ref reader);
        if (job is not null) state.Shift(job, cause, to, now, runAt, order);
    }

    private static (JobCause Cause, JobState To, long Now, long RunAt, long Order) ReadMove(ref RecordReader reader) =>
        ((JobCause)reader.Byte(), (JobState)reader.Byte(), reader.Int64(), reader.Int64(), reader.Number());

    private void Reported(ref RecordReader reader)
    {
        var job = Find(ref reader);
        var progress = reader.Double();
        var lines = new string[reader.Int32()];
        for (var i = 0; i < lines.Length; i++) lines[i] = reader.Text();
        if (job?.Details is not null) state.Report(job, double.IsNaN(progress) ? null : progress, lines);
    }

    private void Replaced(ref RecordReader reader)
    {
        var job = Find(ref reader);
        var argsVersion = reader.Int32();
        var headers = SpecExtras.ReadHeaders(ref reader);
        var args = reader.Bytes().ToArray();
        if (job is not null) state.Replace(job, args, argsVersion, headers);
    }

    private void PriorityChanged(ref RecordReader reader)
    {
        var job = Find(ref reader);
        var priority = reader.Byte();
        if (job is not null) state.ChangePriority(job, priority);
    }

    private void Pinned(ref RecordReader reader)
    {
        var job = Find(ref reader);
        var node = reader.OptionalText();
        if (job is not null) state.Pin(job, node);
    }

    private void ErrorNoted(ref RecordReader reader)
    {
        var job = Find(ref reader);
        var error = reader.Text();
        if (job is not null) state.NoteError(job, error);
    }

    private void TextReported(ref RecordReader reader)
    {
        var job = Find(ref reader);
        var text = reader.Text();
        if (job?.Details is not null) state.ReportText(job, text);
    }

    private void SnoozesRestated(ref RecordReader reader)
    {
        var job = Find(ref reader);
        var snoozes = reader.Int32();
        if (job?.Details is { } details) details.Snoozes = snoozes;
    }

    private void PutSchedule(ref RecordReader reader)
    {
        var definition = ScheduleCodec.Read(ref reader);
        state.PutSchedule(definition, reader.Number(), new DateTimeOffset(reader.Int64(), TimeSpan.Zero));
    }

    private void Joined(ref RecordReader reader)
    {
        var (id, set, paused) = (reader.Text(), reader.Text(), reader.Byte() != 0);
        if (state.FindSchedule(id) is { } schedule) state.Join(schedule, set, paused);
        else if (!_restating && !lenient)
            throw new InvalidDataException($"a record speaks of schedule '{id}', which is not there");
    }

    private void Fired(ref RecordReader reader)
    {
        var id = reader.Text();
        var mark = new DateTimeOffset(reader.Int64(), TimeSpan.Zero);
        var ticks = ReadTicks(ref reader);
        if (FindSchedule(id) is { } schedule) state.Fire(schedule, mark, ticks);
    }

    private void Backfilled(ref RecordReader reader)
    {
        var id = reader.Text();
        var ticks = ReadTicks(ref reader);
        if (FindSchedule(id) is { } schedule) state.Backfill(schedule, ticks);
    }

    private void AutoPause(ref RecordReader reader)
    {
        var id = reader.Text();
        var now = reader.Int64();
        var reason = reader.Text();
        if (FindSchedule(id) is { } schedule) state.AutoPause(schedule, now, reason);
    }

    private void RemoveSchedule(ref RecordReader reader)
    {
        var id = reader.Text();
        var now = reader.Int64();
        if (!state.RemoveSchedule(id, now)) state.NoteRemoved(id, now);
    }

    private LocalSchedule? FindSchedule(string id)
    {
        var schedule = state.FindSchedule(id);
        if (schedule is null && !_restating && !lenient)
            throw new InvalidDataException($"a record speaks of schedule '{id}', which is not there");
        return schedule;
    }

    private static Tick[] ReadTicks(ref RecordReader reader)
    {
        var ticks = new Tick[reader.Int32()];
        for (var i = 0; i < ticks.Length; i++) ticks[i] = ScheduleCodec.ReadTick(ref reader);
        return ticks;
    }

    private void Promoted(ref RecordReader reader)
    {
        var order = reader.Number();
        for (var left = reader.Number(); left > 0; left--, order++)
            if (Find(ref reader) is { } job)
                state.Promote(job, order);
    }
}
