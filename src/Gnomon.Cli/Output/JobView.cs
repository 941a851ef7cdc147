using System.Text.Json;
using Gnomon.Api;

namespace Gnomon.Cli.Output;

/// <summary>Shows jobs to people.</summary>
internal static class JobView
{
    public static void ShowList(Terminal terminal, JobListDocument page)
    {
        terminal.Show(new Grid(
            ["ID", "HANDLER", "QUEUE", Grid.State, "ATTEMPT", "RUN AT", "RESULT"],
            [.. page.Items.Select(IReadOnlyList<string> (job) =>
            [
                job.Id, job.Handler, job.Queue, job.State, Attempts(job), PlainText.Instant(job.RunAt),
                FirstLine(Outcome(job)),
            ])]));
        ShowMore(terminal, page.Next);
    }

    public static void Show(Terminal terminal, JobDocument job)
    {
        terminal.Show(Grid.Of(
            ("id", job.Id),
            ("handler", job.Handler),
            ("args", job.Args?.GetRawText()),
            ("queue", job.Queue),
            ("priority", $"{job.Priority}"),
            ("state", job.State),
            ("attempt", Attempts(job)),
            ("created", PlainText.Instant(job.CreatedAt)),
            ("run at", PlainText.Instant(job.RunAt)),
            ("started", PlainText.Instant(job.StartedAt)),
            ("finished", PlainText.Instant(job.FinishedAt)),
            ("progress", job.Progress is { } progress ? $"{progress:P0}" : null),
            ("at", job.ProgressText),
            ("node", job.Node),
            ("only on node", job.OnNode),
            ("key", job.Key),
            ("limit key", job.LimitKey),
            ("parent", job.Parent),
            ("tags", string.Join(", ", job.Tags)),
            ("schedule", job.Schedule),
            ("result", job.Result is { } result ? Value(result) : null),
            ("error", job.Error)));
        if (job.Attempts is not { Count: > 0 } attempts) return;
        terminal.Show(new Grid(
            ["#", "OUTCOME", "STARTED", "FINISHED", "NODE", "ERROR"],
            [.. attempts.Select(IReadOnlyList<string> (attempt) =>
            [
                $"{attempt.Attempt}", attempt.Outcome, PlainText.Instant(attempt.StartedAt),
                PlainText.Instant(attempt.FinishedAt), attempt.Node, FirstLine(attempt.Error ?? ""),
            ])]));
    }

    /// <summary>Shows what came out of a job: text as it is, anything else as JSON. Why nothing did has been said.
    /// </summary>
    public static void ShowResult(Terminal terminal, JobResultDocument job)
    {
        if (job.Result is { } result) terminal.WriteForeign(Value(result));
    }

    public static void ShowControl(Terminal terminal, ControlDocument control) => terminal.Write(
        control.Outcome == ControlDocument.Requested
            ? $"{control.Id} {control.State}, asked to stop"
            : $"{control.Id} {control.State}");

    /// <summary>Shows how many jobs were changed.</summary>
    /// <param name="terminal">Where.</param>
    /// <param name="counts">The counts.</param>
    /// <param name="done">What has become of a changed job, in one word.</param>
    public static void ShowCounts(Terminal terminal, ControlCountsDocument counts, string done) => terminal.Write(
        $"{counts.Done} {done}"
        + (counts.Requested > 0 ? $", {counts.Requested} asked to stop" : "")
        + (counts.Refused > 0 ? $", {counts.Refused} not, because another job holds the key" : ""));

    public static void ShowLogs(Terminal terminal, LogsDocument logs)
    {
        foreach (var line in logs.Lines) terminal.WriteForeign(line);
    }

    /// <summary>How many attempts were made of how many allowed; attempts lost with their process come on top.
    /// </summary>
    public static string Attempts(JobDocument job) =>
        job.Attempt > job.MaxAttempts ? $"{job.Attempt}" : $"{job.Attempt}/{job.MaxAttempts}";

    /// <summary>The result, or why there is none.</summary>
    /// <summary>What follows is where an error was thrown; there is no room for it in a list.</summary>
    private static string FirstLine(string text) => text.Split('\n', 2)[0];

    public static string Outcome(JobDocument job) => job.Result is { } result ? Value(result) : job.Error ?? "";

    /// <summary>Says how to see the next page.</summary>
    public static void ShowMore(Terminal terminal, string? next)
    {
        if (next is not null) terminal.Note($"there are more: --cursor {next}");
    }

    private static string Value(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
