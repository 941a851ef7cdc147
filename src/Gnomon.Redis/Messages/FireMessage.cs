using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Redis.Messages;

/// <summary>A request to decide ticks, as fire.lua reads it, and its answer.</summary>
internal sealed class FireMessage
{
    private readonly FireRequest _request;
    private readonly (Tick Tick, int Job)[] _ticks;

    /// <param name="request">The request. A tick that is to run and whose job is not among its jobs is left out.</param>
    public FireMessage(FireRequest request)
    {
        _request = request;
        var ticks = new List<(Tick, int)>(request.Ticks.Count);
        var next = 0;
        foreach (var tick in request.Ticks)
        {
            var job = tick.Outcome == TickOutcome.Skipped ? -1 : Find(request, tick, ref next);
            if (job >= 0 || tick.Outcome == TickOutcome.Skipped) ticks.Add((tick, job));
        }

        _ticks = [.. ticks];
    }

    public FireRequest Request => _request;

    /// <summary>How much work it is for a script.</summary>
    public int Weight => 1 + _ticks.Length;

    /// <summary>Checks what one call brings.</summary>
    /// <exception cref="InvalidJobException">A job breaks a rule.</exception>
    public static void Check(IReadOnlyList<FireRequest> requests)
    {
        foreach (var request in requests)
        foreach (var draft in request.Jobs)
        {
            JobRules.Check(draft);
            if (draft.Spec is { IsPlain: false, Workflow: not null })
                throw new InvalidJobException("workflow", "must be empty: a tick makes one job");
        }
    }

    /// <param name="writer">Takes it.</param>
    /// <param name="known">The definition of its schedule; null for a request by hand, which needs none.</param>
    public void Write(MessageWriter writer, (long Stamp, Schedule Schedule)? known)
    {
        writer.Array(11);
        writer.Text(_request.Schedule);
        writer.Number(_request.ExpectedRevision);
        writer.Instant(_request.ExpectedMark);
        writer.Instant(_request.NewMark);
        writer.Number((int)_request.Kind);
        writer.Number((long?)_request.Overlap);
        if (known is var (stamp, schedule))
        {
            writer.Number(stamp);
            var next = _request.Kind == FireKind.Due ? schedule.Next(_request.NewMark) : null;
            writer.Instant(next);
            writer.Number(next is { } tick ? RedisTime.Micros(schedule.RunAt(tick)) : null);
            writer.Number(LastDue(schedule));
        }
        else
        {
            for (var i = 0; i < 4; i++) writer.Nil();
        }

        writer.Array(_ticks.Length);
        foreach (var (tick, job) in _ticks) Write(writer, tick, job);
    }

    /// <summary>Reads the answer to a request that was not refused.</summary>
    public FireAnswer Read(ref MessageReader reader, DateTimeOffset now)
    {
        var jobs = new EnqueueResult[_request.Jobs.Count];
        var isAsAsked = reader.TryTrue();
        if (!isAsAsked) reader.Array();
        var ticks = new Tick[isAsAsked ? _ticks.Length : reader.Array()];
        for (var i = 0; i < ticks.Length; i++)
        {
            var asked = _ticks[i].Tick with { FiredAt = now };
            ticks[i] = isAsAsked
                ? TickMessage.AsAsked(asked, _request.Kind)
                : TickMessage.ReadDecided(ref reader, asked, _request.Kind);
        }

        for (var i = 0; i < jobs.Length; i++)
            jobs[i] = new EnqueueResult(_request.Jobs[i].Id, EnqueueOutcome.Skipped);
        var decided = isAsAsked ? _ticks.Length : reader.Array();
        for (var i = 0; i < decided; i++)
        {
            var job = _ticks[i].Job;
            if (!isAsAsked && reader.TryNothing()) continue;
            if (!isAsAsked && !reader.TryTrue()) jobs[job] = DraftMessage.ReadResult(ref reader);
            else if (job >= 0) jobs[job] = new EnqueueResult(_request.Jobs[job].Id, EnqueueOutcome.Created);
        }

        if (isAsAsked) return new FireAnswer(true) { Ticks = ticks, Jobs = jobs };
        return new FireAnswer(true)
        {
            Ticks = ticks, Jobs = jobs,
            Ended = EffectsMessage.ReadJobs(ref reader), Stopping = EffectsMessage.ReadJobs(ref reader),
            Effects = EffectsMessage.Read(ref reader),
        };
    }

    private void Write(MessageWriter writer, Tick tick, int job)
    {
        writer.Array(6);
        writer.Instant(tick.At);
        writer.Number((int)tick.Outcome);
        writer.Text(tick.Reason);
        writer.Instant(tick.Until);
        if (tick.Job is { } id) writer.Guid(id.Value);
        else writer.Nil();
        if (job >= 0) DraftMessage.Write(writer, _request.Jobs[job], JobSpecCodec.Encode(_request.Jobs[job].Spec));
        else writer.Nil();
    }

    /// <summary>When the last of the ticks is due, to the microsecond that the store's clock has; null for none.</summary>
    private long? LastDue(Schedule schedule)
    {
        long? last = null;
        foreach (var tick in _request.Ticks)
            if (RedisTime.Micros(schedule.RunAt(tick.At)) is var due && !(due <= last))
                last = due;
        return last;
    }

    /// <summary>The job of a tick, or -1; they stand in the same order.</summary>
    private static int Find(FireRequest request, Tick tick, ref int next)
    {
        for (var i = next; i < request.Jobs.Count; i++)
        {
            if (request.Jobs[i].Id != tick.Job) continue;
            next = i + 1;
            return i;
        }

        return -1;
    }
}
