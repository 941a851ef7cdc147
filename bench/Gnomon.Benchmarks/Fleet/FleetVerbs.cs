using System.CommandLine;

namespace Gnomon.Benchmarks.Fleet;

/// <summary>The verbs of fleets of processes.</summary>
internal static class FleetVerbs
{
    public static IEnumerable<Command> All => [FleetVerb(), HandoverVerb(), NodeVerb()];

    private static Command FleetVerb()
    {
        var settings = new SettingOptions();
        var directory = DirectoryOption("gnomon-fleet");
        var workers = new Option<int>("--workers") { DefaultValueFactory = _ => 8, Description = "Processes that run jobs." };
        var producers = new Option<int>("--producers") { DefaultValueFactory = _ => 4, Description = "That store jobs." };
        var schedulers = new Option<int>("--schedulers")
        {
            DefaultValueFactory = _ => 4, Description = "That do the duties only.",
        };
        var seconds = new Option<double>("--for")
        {
            DefaultValueFactory = _ => 120, Description = "Seconds for which processes are killed.",
        };
        var kills = new Option<int?>("--kills") { Description = "How many to kill, however long it takes, in place of --for." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Decides whom and when." };
        var skew = new Option<double>("--skew")
        {
            Description = "Hours by which the clocks of a third of them are ahead, and of a third behind.",
        };
        var verb = new Command("fleet", "Kills processes of a fleet at random and checks the history they leave.")
        {
            directory, workers, producers, schedulers, seconds, kills, seed, skew,
        };
        settings.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var options = new FleetOptions(
                Path.GetFullPath(parsed.GetRequiredValue(directory)), parsed.GetValue(workers), parsed.GetValue(producers),
                parsed.GetValue(schedulers), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(kills),
                parsed.GetValue(seed), TimeSpan.FromHours(parsed.GetValue(skew)));
            var report = await new FleetRun(settings.Read(parsed), options).RunAsync(cancellation);
            Report.Write(report, parsed.GetValue(settings.Json));
            return report.Holds ? 0 : 1;
        });
        return verb;
    }

    private static Command HandoverVerb()
    {
        var settings = new SettingOptions();
        var directory = DirectoryOption("gnomon-handover");
        var graceful = new Option<bool>("--graceful") { Description = "Asks the process to end, in place of killing it." };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5, Description = "How often." };
        var verb = new Command("handover", "Measures how soon the claims of a process that ends run elsewhere.")
        {
            directory, graceful, rounds,
        };
        settings.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var run = new Handover(
                settings.Read(parsed), Path.GetFullPath(parsed.GetRequiredValue(directory)), parsed.GetValue(graceful),
                parsed.GetValue(rounds));
            var report = await run.RunAsync(cancellation);
            Report.Write(report, parsed.GetValue(settings.Json));
            return report.Holds ? 0 : 1;
        });
        return verb;
    }

    /// <summary>What the others start as processes of their own.</summary>
    private static Command NodeVerb()
    {
        var settings = new SettingOptions();
        var directory = new Argument<string>("dir");
        var name = new Argument<string>("name");
        var role = new Argument<FleetRole>("role");
        var ahead = new Argument<long>("ahead");
        var verb = new Command("fleet-node") { directory, name, role, ahead };
        verb.Hidden = true;
        settings.AddTo(verb);
        verb.SetAction((parsed, cancellation) => new FleetNode(
            settings.Read(parsed), parsed.GetRequiredValue(directory), parsed.GetRequiredValue(name),
            new TimeSpan(parsed.GetValue(ahead))).RunAsync(parsed.GetValue(role), cancellation));
        return verb;
    }

    private static Option<string> DirectoryOption(string name) => new("--dir")
    {
        DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), name),
        Description = "A folder for the history; it is emptied first.",
    };
}
