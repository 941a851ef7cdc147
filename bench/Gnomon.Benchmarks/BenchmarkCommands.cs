using System.CommandLine;

namespace Gnomon.Benchmarks;

/// <summary>The verbs of the benchmark program.</summary>
internal static class BenchmarkCommands
{
    public static RootCommand Root() =>
        new("Measures Gnomon on this machine.") { ThroughputVerb(), DelayedVerb(), BacklogVerb() };

    private static Command ThroughputVerb()
    {
        var settings = new SettingOptions();
        var jobs = new Option<int>("--jobs") { DefaultValueFactory = _ => 200_000, Description = "Jobs to run." };
        var concurrency = new Option<int>("--concurrency")
        {
            DefaultValueFactory = _ => 100, Description = "Jobs that the worker runs at once.",
        };
        var verb = new Command("throughput", "Enqueues in bulk and singly, drains, and measures the latency to a start.")
        {
            jobs, concurrency,
        };
        settings.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var run = new Throughput(settings.Read(parsed), parsed.GetValue(jobs), parsed.GetValue(concurrency));
            Report.Write(await run.RunAsync(cancellation), parsed.GetValue(settings.Json));
        });
        return verb;
    }

    private static Command DelayedVerb()
    {
        var settings = new SettingOptions();
        var jobs = new Option<int>("--jobs") { DefaultValueFactory = _ => 10_000, Description = "Delayed jobs." };
        var window = new Option<double>("--window")
        {
            DefaultValueFactory = _ => 10, Description = "Seconds over which they come due.",
        };
        var verb = new Command("delayed", "Measures how late delayed jobs start, and counts early ones.")
        {
            jobs, window,
        };
        settings.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var span = TimeSpan.FromSeconds(parsed.GetValue(window));
            var run = new Delayed(settings.Read(parsed), parsed.GetValue(jobs), span);
            Report.Write(await run.RunAsync(cancellation), parsed.GetValue(settings.Json));
        });
        return verb;
    }

    private static Command BacklogVerb()
    {
        var settings = new SettingOptions();
        var jobs = new Option<int>("--jobs") { DefaultValueFactory = _ => 1_000_000, Description = "Pending jobs." };
        var verb = new Command("backlog", "Measures memory per pending job, and how long it takes to open them again.")
        {
            jobs,
        };
        settings.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var run = new Backlog(settings.Read(parsed), parsed.GetValue(jobs));
            Report.Write(await run.RunAsync(cancellation), parsed.GetValue(settings.Json));
        });
        return verb;
    }
}
