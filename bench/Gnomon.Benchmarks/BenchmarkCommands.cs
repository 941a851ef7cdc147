using System.CommandLine;
using Gnomon.Benchmarks.Fleet;

namespace Gnomon.Benchmarks;

/// <summary>The verbs of the benchmark program.</summary>
internal static class BenchmarkCommands
{
    public static RootCommand Root()
    {
        var root = new RootCommand("Measures Gnomon on this machine, and shows that kills lose nothing.")
        {
            ThroughputVerb(), DelayedVerb(), TicksVerb(), BacklogVerb(), LimitsVerb(), TriggersVerb(), WireVerb(),
            IdleVerb(), FailoverVerb(), CrashVerb(),
            CrashPartVerb("crash-load", load => load.LoadAsync), CrashPartVerb("crash-drain", load => load.DrainAsync),
        };
        foreach (var verb in FleetVerbs.All) root.Add(verb);
        return root;
    }

    private static Command IdleVerb()
    {
        var settings = new SettingOptions();
        var seconds = new Option<double>("--for") { DefaultValueFactory = _ => 60, Description = "Seconds to count for." };
        var verb = new Command("idle", "Counts what an idle node sends to a Redis server that nobody else uses.") { seconds };
        settings.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var run = new Idle(settings.Read(parsed), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            Report.Write(await run.RunAsync(cancellation), parsed.GetValue(settings.Json));
        });
        return verb;
    }

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

    private static Command TicksVerb()
    {
        var settings = new SettingOptions();
        var schedules = new Option<int>("--schedules")
        {
            DefaultValueFactory = _ => 100_000, Description = "Schedules with a tick at the same second.",
        };
        var idle = new Option<int>("--idle")
        {
            DefaultValueFactory = _ => 1_000_000, Description = "Schedules that only wait, in memory; 0 for none.",
        };
        var verb = new Command("ticks", "Measures how late the jobs of many schedules start, and what idle schedules cost.")
        {
            schedules, idle,
        };
        settings.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var run = new Ticks(settings.Read(parsed), parsed.GetValue(schedules), parsed.GetValue(idle));
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

    private static Command LimitsVerb()
    {
        var settings = new SettingOptions();
        var jobs = new Option<int>("--jobs") { DefaultValueFactory = _ => 1_000_000, Description = "Waiting jobs." };
        var keys = new Option<int>("--keys") { DefaultValueFactory = _ => 1000, Description = "Their limit keys." };
        var verb = new Command("limits", "Measures how long changes of a queue's limits hold up others.") { jobs, keys };
        settings.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var run = new LimitChange(settings.Read(parsed), parsed.GetValue(jobs), parsed.GetValue(keys));
            foreach (var report in await run.RunAsync(cancellation)) Report.Write(report, parsed.GetValue(settings.Json));
        });
        return verb;
    }

    private static Command TriggersVerb()
    {
        var verb = new Command("triggers", "Measures the search for the next tick against that of Quartz.NET.");
        verb.SetAction(_ => TriggerBenchmarks.Run());
        return verb;
    }

    private static Command WireVerb()
    {
        var commands = new Option<int>("--commands")
        {
            DefaultValueFactory = _ => 400_000, Description = "Commands of each kind; a tenth of them with one caller.",
        };
        var payload = new Option<int>("--payload") { DefaultValueFactory = _ => 100, Description = "Bytes of a value." };
        var json = new Option<bool>("--json") { Description = "Prints one JSON object a line and nothing else." };
        var verb = new Command("wire", "Measures one connection to a redis-server of its own beside redis-benchmark.")
        {
            commands, payload, json,
        };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var run = new WireSpeed(parsed.GetValue(commands), parsed.GetValue(payload));
            foreach (var report in await run.RunAsync(cancellation)) Report.Write(report, parsed.GetValue(json));
        });
        return verb;
    }

    private static Command FailoverVerb()
    {
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 10, Description = "How often to fail over." };
        var replicas = new Option<int>("--wait-replicas") { Description = "Replicas that confirm each change: 0 or 1." };
        var callers = new Option<int>("--callers") { DefaultValueFactory = _ => 32, Description = "Callers at once." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Decides the moments." };
        var json = new Option<bool>("--json") { Description = "Prints one JSON object and nothing else." };
        var lag = new Option<double>("--lag")
        {
            Description = "Milliseconds for which nothing reaches the replicas before the crash.",
        };
        var verb = new Command(
            "failover", "Counts acknowledged jobs that a failover of Sentinels loses; starts its own servers.")
        {
            rounds, replicas, callers, seed, lag, json,
        };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var run = new Failover(
                parsed.GetValue(rounds), parsed.GetValue(replicas), parsed.GetValue(callers), parsed.GetValue(seed),
                TimeSpan.FromMilliseconds(parsed.GetValue(lag)));
            var report = await run.RunAsync(cancellation);
            Report.Write(report, parsed.GetValue(json));
            return report.Holds ? 0 : 1;
        });
        return verb;
    }

    private static Command CrashVerb()
    {
        var directory = new Option<string>("--dir")
        {
            DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "gnomon-crash"),
            Description = "A folder for the store and the history; it is emptied first.",
        };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 50, Description = "How often to kill." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Decides the moments." };
        var life = new Option<double>("--life")
        {
            DefaultValueFactory = _ => 3, Description = "Seconds that a process lives under load, at most.",
        };
        var json = new Option<bool>("--json") { Description = "Prints one JSON object and nothing else." };
        var verb = new Command("crash", "Kills a loaded process at random moments and checks that nothing is lost.")
        {
            directory, rounds, seed, life, json,
        };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var crash = new Crash(
                Path.GetFullPath(parsed.GetRequiredValue(directory)), parsed.GetValue(rounds), parsed.GetValue(seed),
                TimeSpan.FromSeconds(parsed.GetValue(life)));
            var report = await crash.RunAsync(cancellation);
            Report.Write(report, parsed.GetValue(json));
            return report.Holds ? 0 : 1;
        });
        return verb;
    }

    /// <summary>What <see cref="Crash"/> starts as a process of its own.</summary>
    private static Command CrashPartVerb(string name, Func<CrashLoad, Func<CancellationToken, Task>> part)
    {
        var directory = new Argument<string>("dir");
        var round = new Argument<int>("round");
        var verb = new Command(name) { directory, round };
        verb.Hidden = true;
        verb.SetAction((parsed, cancellation) =>
            part(new CrashLoad(parsed.GetRequiredValue(directory), parsed.GetValue(round)))(cancellation));
        return verb;
    }
}
