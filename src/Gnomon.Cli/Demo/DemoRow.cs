using Gnomon.Api;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Demo;

/// <summary>One line of the demo's table.</summary>
/// <param name="Origin">Where the job comes from; empty for the demo itself.</param>
/// <param name="Job">The job as it is now.</param>
internal sealed record DemoRow(string Origin, JobDocument Job)
{
    public static Grid Table(IEnumerable<DemoRow> rows) => new(
        ["JOB", Grid.State, "ATTEMPT", "RESULT", ""],
        [.. rows.Select(IReadOnlyList<string> (row) => row.Cells)]);

    /// <summary>The row as one line, for where nothing can be drawn.</summary>
    public string Line => string.Join("  ", Cells.Where(cell => cell.Length > 0).Select(PlainText.OneLine));

    private IReadOnlyList<string> Cells => [Call, Job.State, JobView.Attempts(Job), JobView.Outcome(Job), Origin];

    private string Call => Job.Args is { ValueKind: System.Text.Json.JsonValueKind.Array } args
        ? string.Join(' ', [Job.Handler, .. args.EnumerateArray().Select(arg => arg.ToString())])
        : Job.Handler;
}
