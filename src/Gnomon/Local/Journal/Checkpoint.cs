using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Workflows;
using Gnomon.Store;

namespace Gnomon.Local.Journal;

/// <summary>Writes the live state into the journal again, a slice at a time between ordinary records, so that the
/// files before it can be dropped and nobody ever waits for it. Changes that are recorded before the thing they change
/// is restated are part of the restatement; later ones follow it.</summary>
internal sealed partial class Checkpoint
{
    /// <summary>Jobs or schedules written at a time.</summary>
    public const int Slice = JobTable.ChunkSize;

    /// <summary>Most bytes of a slice; a slice ends early when it reaches this.</summary>
    public const int SliceBytes = 1 << 20;

    private readonly long _endSequence;
    private long _lastWorkflow;
    private bool _workflowsDone;
    private long _nextJob;
    private string? _lastSchedule;
    private bool _jobsDone;
    private bool _schedulesDone;
    private Position _before;

    private Checkpoint(long segment, LocalState state)
    {
        Segment = segment;
        _nextJob = state.Table.Begin;
        _endSequence = state.Table.End;
    }

    /// <summary>The file it begins; older ones are needless once it has ended.</summary>
    public long Segment { get; }

    /// <summary>Begins one at the head of the newest file.</summary>
    public static Checkpoint Begin(LocalState state, JournalWriter journal)
    {
        var records = journal.Records;
        records.Byte((byte)RecordKind.CheckpointBegun);
        records.Number(state.NextSequence);
        records.Number(state.NextOrder);
        var paused = state.Queues.Where(queue => queue.Paused).ToList();
        records.Number(paused.Count);
        foreach (var queue in paused) records.Text(queue.Name);
        foreach (var queue in state.Queues)
            if (queue.Limits != QueueLimits.None)
                state.LogQueue(records, queue, withLimits: true);
        foreach (var (id, at) in state.RemovedSchedules) LocalState.WriteRemoved(records, id, at);
        foreach (var set in state.ScheduleSetsAfter(null)) LocalState.WriteScheduleSet(records, set);
        return new Checkpoint(journal.Segment, state);
    }

    /// <summary>Writes the next slice.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool Continue(LocalState state, RecordWriter records)
    {
        var limit = records.Length + SliceBytes;
        _before = new Position(
            _lastWorkflow, _workflowsDone, _nextJob, _lastSchedule, _jobsDone, _schedulesDone, _nextRate, _lastDay);
        if (!_workflowsDone) _workflowsDone = WriteWorkflows(state, records, limit);
        else if (!_jobsDone) _jobsDone = WriteJobs(state, records, limit);
        else if (!_schedulesDone) _schedulesDone = WriteSchedules(state, records, limit);
        if (_schedulesDone && WriteRates(state, records, limit) && WriteDays(state, records, limit))
        {
            records.Byte((byte)RecordKind.CheckpointEnded);
            return true;
        }

        return false;
    }

    /// <summary>Takes back the last slice, which could not be written: what it says may not be true later.</summary>
    public void TakeBack() =>
        (_lastWorkflow, _workflowsDone, _nextJob, _lastSchedule, _jobsDone, _schedulesDone, _nextRate, _lastDay) = _before;

    public static void ReadBegun(ref RecordReader reader, LocalState state)
    {
        state.RaiseCounters(reader.Number(), reader.Number());
        for (var left = reader.Number(); left > 0; left--) state.Queue(reader.Text()).Paused = true;
    }

    public static void ReadJob(ref RecordReader reader, LocalState state, bool isStep = false)
    {
        var sequence = reader.Number();
        var id = new JobId(reader.Guid());
        var created = reader.Int64();
        var spec = reader.Bytes().ToArray();
        var job = state.MakeJob(sequence, id, spec, created, isStep);
        job.State = (JobState)reader.Byte();
        job.RunAt = reader.Int64();
        job.Order = reader.Number();
        job.Attempt = reader.Int32();
        job.Failures = reader.Int32();
        job.Losses = reader.Int32();
        job.CancelRequested = reader.Byte() != 0;
        if (reader.Byte() != 0) job.Details = ReadDetails(ref reader);
        state.RaiseCounters(sequence + 1, job.Order + 1);
        state.Insert(job);
    }

    public static void ReadSchedule(ref RecordReader reader, LocalState state)
    {
        var definition = ScheduleCodec.Read(ref reader, out var version);
        var revision = reader.Number();
        var mark = new DateTimeOffset(reader.Int64(), TimeSpan.Zero);
        var lastTick = reader.Int64();
        var schedule = state.RestoreSchedule(definition, revision, mark);
        var ticks = reader.Int32();
        for (var i = 0; i < ticks; i++) schedule.Record(ScheduleCodec.ReadTick(ref reader), ticks);
        if (lastTick != 0) (schedule.Past ??= new SchedulePast()).LastTick = lastTick;
        // Form 1 had no count of runs: as many as the ticks that it kept show are known.
        if (version >= ScheduleCodec.VersionWithRuns) schedule.Runs = reader.Number();
        if (version >= ScheduleCodec.VersionWithPast) PastCodec.Read(ref reader, schedule);
    }

    /// <summary>Workflows come before their jobs, so that a reader knows them.</summary>
    private bool WriteWorkflows(LocalState state, RecordWriter records, int limit)
    {
        while (state.WorkflowAfter(_lastWorkflow) is { } workflow)
        {
            if (records.Length >= limit) return false;
            WorkflowRecords.Write(records, workflow);
            _lastWorkflow = workflow.Number;
        }

        return true;
    }

    private bool WriteJobs(LocalState state, RecordWriter records, int limit)
    {
        _nextJob = Math.Max(_nextJob, state.Table.Begin);
        var end = Math.Min(_endSequence, _nextJob + Slice);
        for (; _nextJob < end && records.Length < limit; _nextJob++)
            if (state.Table.Find(_nextJob) is { } job)
                WriteJob(records, job);
        return _nextJob >= _endSequence;
    }

    private bool WriteSchedules(LocalState state, RecordWriter records, int limit)
    {
        foreach (var schedule in state.SchedulesAfter(_lastSchedule))
        {
            if (records.Length >= limit) return false;
            WriteSchedule(records, schedule);
            _lastSchedule = schedule.Definition.Id;
        }

        return true;
    }

    private static void WriteJob(RecordWriter records, LocalJob job)
    {
        var step = job as LocalStep;
        records.Byte((byte)(step is null ? RecordKind.JobRestated : RecordKind.StepRestated));
        records.Number(job.Sequence);
        records.Guid(job.Id.Value);
        records.Int64(job.CreatedAt);
        records.Bytes(job.Spec);
        records.Byte((byte)job.State);
        records.Int64(job.RunAt);
        records.Number(job.Order);
        records.Number(job.Attempt);
        records.Number(job.Failures);
        records.Number(job.Losses);
        records.Byte(job.CancelRequested ? (byte)1 : (byte)0);
        records.Byte(job.Details is null ? (byte)0 : (byte)1);
        if (job.Details is { } details) WriteDetails(records, details);
        LocalState.WriteText(records, job);
        LocalState.WriteSnoozes(records, job);
        if (step is { EndedBy: not 0 }) LocalState.LogEndedBy(records, step);
    }

    private static void WriteDetails(RecordWriter records, JobDetails details)
    {
        records.OptionalText(details.Node);
        records.Int64(details.StartedAt);
        records.Int64(details.AttemptEndedAt);
        records.Int64(details.FinishedAt);
        records.Byte((byte)details.Outcome);
        records.OptionalText(details.AttemptError);
        records.OptionalText(details.Error);
        records.Bytes(details.Result);
        records.Double(details.Progress);
        records.Number(details.Past?.Count ?? 0);
        foreach (var attempt in details.Past ?? []) WriteAttempt(records, attempt);
        records.Number(details.Log?.Lines.Count ?? 0);
        foreach (var line in details.Log?.Lines ?? []) records.Text(line);
    }

    private static JobDetails ReadDetails(ref RecordReader reader)
    {
        var details = new JobDetails
        {
            Node = reader.OptionalText(),
            StartedAt = reader.Int64(),
            AttemptEndedAt = reader.Int64(),
            FinishedAt = reader.Int64(),
            Outcome = (AttemptOutcome)reader.Byte(),
            AttemptError = reader.OptionalText(),
            Error = reader.OptionalText(),
            Result = reader.Bytes() is { IsEmpty: false } result ? result.ToArray() : null,
            Progress = reader.Double(),
        };
        for (var left = reader.Number(); left > 0; left--) (details.Past ??= []).Add(ReadAttempt(ref reader));
        for (var left = reader.Number(); left > 0; left--) (details.Log ??= new LogTail()).Add(reader.Text());
        return details;
    }

    private static void WriteAttempt(RecordWriter records, Attempt attempt)
    {
        records.Number(attempt.Number);
        records.Text(attempt.Node);
        records.Int64(attempt.StartedAt.UtcTicks);
        records.Int64(attempt.FinishedAt?.UtcTicks ?? 0);
        records.Byte((byte)attempt.Outcome);
        records.OptionalText(attempt.Error);
    }

    private static Attempt ReadAttempt(ref RecordReader reader)
    {
        var number = reader.Int32();
        var node = reader.Text();
        var started = new DateTimeOffset(reader.Int64(), TimeSpan.Zero);
        var finished = reader.Int64();
        return new Attempt(
            number, node, started, finished == 0 ? null : new DateTimeOffset(finished, TimeSpan.Zero),
            (AttemptOutcome)reader.Byte(), reader.OptionalText());
    }

    private static void WriteSchedule(RecordWriter records, LocalSchedule schedule)
    {
        records.Byte((byte)RecordKind.ScheduleRestated);
        ScheduleCodec.Write(records, schedule.Definition);
        records.Number(schedule.Revision);
        records.Int64(schedule.Mark.UtcTicks);
        records.Int64(schedule.LastTick?.UtcTicks ?? 0);
        records.Number(schedule.Past?.Ticks.Count ?? 0);
        if (schedule.Past is { } past)
            foreach (var tick in past.Ticks)
                ScheduleCodec.Write(records, tick);
        records.Number(schedule.Runs);
        PastCodec.Write(records, schedule);
        LocalState.WriteJoined(records, schedule);
    }
}
