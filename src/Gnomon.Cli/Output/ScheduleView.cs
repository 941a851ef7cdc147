using Gnomon.Api;

namespace Gnomon.Cli.Output;

/// <summary>Shows schedules to people.</summary>
internal static class ScheduleView
{
    public static void ShowList(Terminal terminal, ScheduleListDocument page)
    {
        terminal.Show(new Grid(
            ["ID", "TRIGGER", "HANDLER", "QUEUE", "PAUSED", "LAST TICK", "NEXT RUN"],
            [.. page.Items.Select(IReadOnlyList<string> (schedule) =>
            [
                schedule.Id ?? "", TriggerWords.Rule(schedule.Trigger), What(schedule), schedule.Queue ?? "",
                schedule.Paused == true ? "yes" : "no", PlainText.Instant(schedule.LastTick),
                PlainText.Instant(schedule.NextRunAt),
            ])]));
        JobView.ShowMore(terminal, page.Next);
    }

    public static void Show(Terminal terminal, ScheduleDocument schedule) => terminal.Show(Grid.Of(
        ("id", schedule.Id),
        ("trigger", TriggerWords.Rule(schedule.Trigger)),
        ("in English", schedule.Trigger?.Description),
        ("target", schedule.Target),
        ("node tag", schedule.NodeTag),
        ("open for", schedule.OpenFor),
        ("shards", schedule.Sharded == true ? "yes" : null),
        ("workflow", schedule.Workflow is null ? null : WorkflowOf(schedule.Workflow)),
        ("handler", schedule.Handler),
        ("args", schedule.Args?.GetRawText()),
        ("queue", schedule.Queue),
        ("priority", $"{schedule.Priority}"),
        ("timeout", schedule.Timeout),
        ("tags", string.Join(", ", schedule.Tags ?? [])),
        ("overlap", schedule.Overlap),
        ("catch-up", schedule.CatchUp),
        ("catch-up window", schedule.CatchUpWindow),
        ("start", PlainText.Instant(schedule.Start)),
        ("end", PlainText.Instant(schedule.End)),
        ("jitter", schedule.Jitter),
        ("pause after failures", schedule.PauseAfterFailures is { } failures ? $"{failures}" : null),
        ("runs", schedule.MaxRuns is { } most ? $"{schedule.Runs} of {most}" : $"{schedule.Runs}"),
        ("paused", schedule.Paused == true ? "yes" : "no"),
        ("reason", schedule.Reason),
        ("set", schedule.Set),
        ("revision", $"{schedule.Revision}"),
        ("ticks", schedule.Counts is { } counts
            ? $"{counts.Ran} ran, {counts.Skipped} skipped, {counts.Buffered} buffered"
            : null),
        ("jobs", schedule.Counts is { } jobs
            ? $"{jobs.Succeeded} succeeded, {jobs.Failed} failed, {jobs.Cancelled} cancelled, {schedule.LiveJobs} live"
            : null),
        ("failures in a row", $"{schedule.ConsecutiveFailures}"),
        ("last run", schedule.LastRun is { } run ? $"{run.JobId} {run.State} since {Since(run)}" : null),
        ("last tick", PlainText.Instant(schedule.LastTick)),
        ("next tick", PlainText.Instant(schedule.NextTick)),
        ("next run", PlainText.Instant(schedule.NextRunAt))));

    public static void ShowTicks(Terminal terminal, TickListDocument page)
    {
        terminal.Show(new Grid(
            ["AT", "FIRED AT", "OUTCOME", "JOB", "STATE", "REASON"],
            [.. page.Items.Select(IReadOnlyList<string> (tick) =>
            [
                At(tick), PlainText.Instant(tick.FiredAt), tick.Outcome, tick.JobId ?? "",
                tick.State ?? "", tick.Reason ?? "",
            ])]));
        JobView.ShowMore(terminal, page.Next);
    }

    public static void ShowBackfill(Terminal terminal, BackfilledDocument answer)
    {
        ShowTicks(terminal, new TickListDocument(answer.Items, null));
        ShowMore(terminal, answer.Next);
    }

    public static void ShowExplanation(Terminal terminal, ScheduleExplanationDocument answer)
    {
        terminal.Show(new Grid(
            ["AT", "WHAT", "WHY"],
            [.. answer.Items.Select(IReadOnlyList<string> (tick) =>
            [
                PlainText.Instant(tick.At), tick.What, tick.Text,
            ])]));
        ShowMore(terminal, answer.Next);
    }

    public static void ShowNext(Terminal terminal, NextTicksDocument next) => terminal.Show(new Grid(
        ["AT", "LOCAL", "RUNS AT"],
        [.. next.Items.Select(IReadOnlyList<string> (tick) =>
        [
            PlainText.Instant(tick.At), tick.Local, PlainText.Instant(tick.RunAt),
        ])]));

    private static void ShowMore(Terminal terminal, DateTimeOffset? next)
    {
        if (next is { } from) terminal.Note($"there are more: --from {PlainText.Instant(from)}");
    }

    private static string What(ScheduleDocument schedule) => schedule.Workflow is { } workflow ? WorkflowOf(workflow)
        : schedule.Target is null ? schedule.Handler ?? ""
        : $"{schedule.Handler} ({schedule.Target})";

    private static string WorkflowOf(WorkflowDraftDocument workflow) =>
        $"{workflow.Name ?? "workflow"}: {string.Join(", ", (workflow.Steps ?? EmptySteps).Keys.Take(5))}"
        + (workflow.Steps?.Count > 5 ? $" and {workflow.Steps.Count - 5} more" : "");

    private static readonly Dictionary<string, StepDocument> EmptySteps = [];

    private static string Since(ScheduleRunDocument run) => PlainText.Instant(run.FinishedAt ?? run.At);

    /// <summary>The nominal instant, or the first and the last of a run of ticks that were missed together.</summary>
    private static string At(TickDocument tick) => tick.Until is { } until
        ? $"{PlainText.Instant(tick.At)} to {PlainText.Instant(until)}"
        : PlainText.Instant(tick.At);
}
