using System.Text.RegularExpressions;
using Gnomon.Client;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Tests.Conventions;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Gnomon.Tests.Hosting;

/// <summary>The code that docs/workflows.md shows.</summary>
public sealed partial class WorkflowGuideTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_kind_of_step_runs_as_the_guide_says()
    {
        using var host = await StartAsync();

        var jobs = host.Services.GetRequiredService<JobClient>();
        var id = await jobs.EnqueueWorkflowAsync(new WorkflowBuilder("nightly")
            .Step("extract", "extract", "today", s => s.With(job => job.Retry(TimeSpan.FromSeconds(5))))
            .Step("load", "load", 7, s => s.After("extract").TakesResults())
            .Step("undo", "undo", 0, s => s.AfterFailureOf("load"))
            .Each("thumbs", "thumb", [1, 2, 3], s => s.After("load"), parallel: 2)
            .Signal("approved", configure: s => s.After("thumbs"))
            .Timer("pause", TimeSpan.FromMilliseconds(10), s => s.After("approved"))
            .Nested("publish", inner => inner
                .Step("build", "build", 1)
                .Step("send", "send", 2, s => s.After("build").TakesResults()), s => s.After("pause")));
        await jobs.SignalAsync(id, "approved", new { By = "Ada" });
        var ended = await jobs.WaitWorkflowAsync(id);
        Console.WriteLine($"{ended!.State}: {await jobs.GetStepResultAsync<string>(id, "publish/send")}");

        Assert.Equal(WorkflowState.Succeeded, ended.State);
        Assert.Equal("send 2 after build 1", await jobs.GetStepResultAsync<string>(id, "publish/send", Cancellation));
        Assert.Equal("load 7 after extract today", await jobs.GetStepResultAsync<string>(id, "load", Cancellation));
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Every_ready_made_form_is_accepted()
    {
        using var host = await StartAsync();
        var jobs = host.Services.GetRequiredService<JobClient>();

        await jobs.EnqueueWorkflowAsync(Workflow.Chain(Workflow.Job("extract", "today"), Workflow.Job("load", 7)));
        await jobs.EnqueueWorkflowAsync(Workflow.Group([Workflow.Job("thumb", 1), Workflow.Job("thumb", 2)], parallel: 1));
        await jobs.EnqueueWorkflowAsync(Workflow.Chord(
            [Workflow.Job("thumb", 1), Workflow.Job("thumb", 2)],
            success: Workflow.Job("send", 1),
            failure: Workflow.Job("undo", 0)));
        await jobs.EnqueueAsync("load", 7, o => o.OnSuccess("send", 1).OnError("undo", 0));

        var query = host.Services.GetRequiredService<StoreParts>().Query;
        var page = await query.ListWorkflowsAsync(new WorkflowFilter(), null, 10, Cancellation);
        Assert.Equal(4, page.Items.Count);
        foreach (var workflow in page.Items)
            Assert.Equal(
                WorkflowState.Succeeded, (await jobs.WaitWorkflowAsync(workflow.Id, null, Cancellation))!.State);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public void The_code_in_the_guide_is_that_of_these_tests()
    {
        var shown = Snippet().Matches(Repository.Text("docs/workflows.md")).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(shown);
        var here = Flat(Repository.Text("tests/Gnomon.Tests/Hosting/WorkflowGuideTests.cs"));
        Report.Empty(shown.Where(code => !here.Contains(Flat(code), StringComparison.Ordinal)));
    }

    private static async Task<IHost> StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddGnomon(g =>
        {
            g.UseStore("local:");
            g.AddHandler("extract", (string day, JobContext _) => $"extract {day}");
            foreach (var name in (string[])["load", "undo", "thumb", "build", "send"])
                g.AddHandler(name, async (int n, JobContext job) =>
                {
                    var before = job.Spec.Workflow is { TakesResults: true } ? await job.GetResultsAsync<string>() : [];
                    return before.Count == 0 ? $"{name} {n}" : $"{name} {n} after {string.Join(", ", before)}";
                });
            g.AddWorker();
        });
        var host = builder.Build();
        await host.StartAsync(Cancellation);
        return host;
    }

    private static string Flat(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex(@"^```csharp\r?\n(.+?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
