using Gnomon.Jobs;
using Gnomon.Triggers;

namespace Gnomon.Store;

/// <summary>Why ticks were skipped or buffered, in the same words on every engine.</summary>
internal static class FireReasons
{
    public const string Overlap = "overlap: the job of an earlier tick has not ended";

    public const string OneBuffered = "overlap: the job of an earlier tick has not ended, and one waits for that already";

    public const string Buffered = "overlap: its job waits for the end of an earlier one";

    public const string Terminated = "terminated: a later tick of its schedule took its place";

    public const string RanBefore = "its job is or was there already";

    private const int MaxErrorLength = 300;

    private const string Backfill = "backfill";

    public static readonly string AllBuffered = string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"overlap: {ScheduleLimits.MaxBuffered:N0} jobs wait for the end of earlier ones already");

    /// <summary>Why a schedule was paused whose runs failed.</summary>
    /// <param name="failures">How many in a row.</param>
    /// <param name="job">The last of them.</param>
    /// <param name="error">Its error.</param>
    public static string OfPause(int failures, JobId job, string? error)
    {
        error ??= "";
        if (error.Length > MaxErrorLength) error = error[..MaxErrorLength] + "…";
        var runs = failures == 1 ? "a run" : $"{failures} runs in a row";
        return $"paused because {runs} failed; the last one, job {job}: {error}";
    }

    /// <summary>Marks a tick as one that was asked for.</summary>
    public static Tick OfBackfill(Tick tick) =>
        tick with { Reason = tick.Reason is null ? Backfill : $"{Backfill}; {tick.Reason}" };
}
