namespace Gnomon.Local.Journal;

/// <summary>The kinds of records in a journal; each says what happened, not what was asked. To add one, take the next
/// number, teach <see cref="JournalReplay"/> to read it, and raise <see cref="SegmentHeader.Version"/>: an older
/// program must refuse what it cannot read. Never reuse a number.</summary>
internal enum RecordKind : byte
{
    /// <summary>A job was accepted: sequence, id, created, run at, state, order, specification.</summary>
    Put = 1,

    /// <summary>Jobs were handed out: node, instant, count, then each sequence.</summary>
    Claimed = 2,

    /// <summary>An attempt ended: sequence, outcome, cause, new state, instant, run at, order, error, result.</summary>
    Finished = 3,

    /// <summary>A job moved without an attempt ending: sequence, cause, new state, instant, run at, order.</summary>
    Moved = 4,

    /// <summary>A job was removed: sequence.</summary>
    Removed = 5,

    /// <summary>A handler reported: sequence, progress, log lines.</summary>
    Reported = 6,

    /// <summary>A running job is to be cancelled: sequence.</summary>
    CancelRequested = 7,

    /// <summary>A queue's settings: name, paused; since form 3 also the clock of rates, and limits.</summary>
    QueueSet = 8,

    /// <summary>A schedule was stored: definition, revision, mark.</summary>
    SchedulePut = 9,

    /// <summary>A schedule was removed: id.</summary>
    ScheduleRemoved = 10,

    /// <summary>Ticks were decided: schedule, new mark, ticks.</summary>
    Fired = 11,

    /// <summary>Scheduled jobs became ready: first order, count, then each sequence.</summary>
    Promoted = 12,

    /// <summary>From here on the live state is written again, between ordinary records: next sequence, next order,
    /// queue settings.</summary>
    CheckpointBegun = 13,

    /// <summary>A job as it is now.</summary>
    JobRestated = 14,

    /// <summary>A schedule as it is now.</summary>
    ScheduleRestated = 15,

    /// <summary>The live state is complete: older files are not needed.</summary>
    CheckpointEnded = 16,

    /// <summary>A waiting job took other arguments: sequence, version of the arguments, headers, arguments.</summary>
    Replaced = 17,

    /// <summary>A job has another priority: sequence, priority.</summary>
    PriorityChanged = 18,

    /// <summary>Where the clock of rates and the wall clock stood at the hand-outs that follow; since form 3.</summary>
    RateClock = 19,

    /// <summary>What a rate has counted, as it is now: queue, key or nothing, clock of rates, kind, content; since
    /// form 3.</summary>
    RateRestated = 20,

    /// <summary>A handler said what it is at: sequence, text. Follows the job's restatement in a checkpoint.</summary>
    TextReported = 21,

    /// <summary>How often the handler of a job put it off: sequence, count. Follows the job's restatement in a
    /// checkpoint.</summary>
    SnoozesRestated = 22,

    /// <summary>A workflow as it is now, without its jobs; see <see cref="Workflows.WorkflowRecords"/>. Since form 4.
    /// </summary>
    WorkflowPut = 30,

    /// <summary>A job of a workflow was accepted: as <see cref="Put"/>.</summary>
    StepPut = 31,

    /// <summary>A job of a workflow as it is now: as <see cref="JobRestated"/>.</summary>
    StepRestated = 32,

    /// <summary>For the end of which step a job is ended: sequence, sequence of that one. Also in a checkpoint.
    /// </summary>
    StepEndedBy = 33,

    /// <summary>A signal came: workflow, name, payload.</summary>
    WorkflowSignalled = 34,

    /// <summary>A workflow is to be cancelled, or is no more: workflow, whether.</summary>
    WorkflowCancelled = 35,

    /// <summary>A workflow was removed, after its jobs: workflow.</summary>
    WorkflowRemoved = 36,
}
