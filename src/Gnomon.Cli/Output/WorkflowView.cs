using Gnomon.Api;

namespace Gnomon.Cli.Output;

/// <summary>Shows workflows to people.</summary>
internal static class WorkflowView
{
    private const int MaxAfter = 3;

    public static void ShowList(Terminal terminal, WorkflowListDocument page)
    {
        terminal.Show(new Grid(
            ["ID", "NAME", Grid.State, "DONE", "CREATED", "FINISHED"],
            [.. page.Items.Select(IReadOnlyList<string> (workflow) =>
            [
                workflow.Id, workflow.Name ?? "", workflow.State, Done(workflow),
                PlainText.Instant(workflow.CreatedAt), PlainText.Instant(workflow.FinishedAt),
            ])]));
        JobView.ShowMore(terminal, page.Next);
    }

    public static void Show(Terminal terminal, WorkflowDocument workflow)
    {
        terminal.Show(Grid.Of(
            ("id", workflow.Id),
            ("name", workflow.Name),
            ("state", workflow.State),
            ("done", Done(workflow)),
            ("jobs", string.Join(
                ", ", workflow.Jobs.Where(count => count.Value > 0).Select(count => $"{count.Value} {count.Key}"))),
            ("created", PlainText.Instant(workflow.CreatedAt)),
            ("finished", PlainText.Instant(workflow.FinishedAt)),
            ("schedule", workflow.Schedule),
            ("signals", string.Join(", ", workflow.Signals.Keys))));
        if (workflow.Steps is { } steps) ShowSteps(terminal, steps);
    }

    public static void ShowSteps(Terminal terminal, StepListDocument page)
    {
        terminal.Show(new Grid(
            ["STEP", Grid.State, "HANDLER", "AFTER", "JOB", "ERROR"],
            [.. page.Items.Select(IReadOnlyList<string> (step) =>
            [
                step.Step, step.State, step.Handler, After(step), step.Job, (step.Error ?? "").Split('\n', 2)[0],
            ])]));
        JobView.ShowMore(terminal, page.Next);
    }

    public static void ShowControl(Terminal terminal, WorkflowControlDocument control) => terminal.Write(
        control.Outcome == ControlDocument.Requested
            ? $"{control.Id} {control.State}, its running jobs asked to stop"
            : $"{control.Id} {control.State}");

    private static string Done(WorkflowDocument workflow) =>
        $"{Math.Floor(workflow.Progress * 100):0}% of {workflow.Total}";

    private static string After(StepStateDocument step)
    {
        var shown = step.After.Take(MaxAfter).Select(after =>
            after.When is "failed" or "ended" ? $"{after.Step ?? after.Job} {after.When}" : after.Step ?? after.Job);
        var signals = step.Signals.Select(signal => $"signal {signal}");
        var rest = step.AfterCount > MaxAfter ? $" and {step.AfterCount - MaxAfter} more" : "";
        return string.Join(", ", shown.Concat(signals)) + rest;
    }
}
