using System.CommandLine;
using Gnomon.Cli.Demo;
using Gnomon.Cli.Options;
using Gnomon.Cli.Serving;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon demo</c>: a server that shows itself at work.</summary>
internal sealed class DemoVerb
{
    // The longest job takes about 5 s; a machine that is far slower than that still gets its time.
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(60);

    private readonly CliContext _context;

    private readonly Option<bool> _once = new("--once")
    {
        Description = "End when every sample job has ended: 0 when each ended as it should, else 1.",
    };

    private readonly Option<string?> _store = OptionKinds.Text(
        "--store", "The store; default: a folder under the temporary one, with --once memory.", "url");

    private readonly Option<string?> _listen = OptionKinds.Text(
        "--listen", $"The address to listen on; default: {ListenAddress.Default}.", "url");

    private readonly Option<string[]> _allowHosts = AllowHostOption.Create();

    private DemoVerb(CliContext context) => _context = context;

    public static Command Create(CliContext context)
    {
        var verb = new DemoVerb(context);
        var command = new Command("demo", "Starts a server with sample tasks and shows it at work.")
        {
            verb._once, verb._store, verb._listen, verb._allowHosts,
        };
        command.SetAction(verb.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var once = parsed.GetValue(_once);
        var settings = new ServerSettings
        {
            Listen = ListenAddress.Parse(parsed.GetValue(_listen) ?? ListenAddress.Default),
            Store = parsed.GetValue(_store) ?? DemoStore.Url(once),
            Tasks = [SampleTasks.Find()],
            AllowHosts = parsed.GetValue(_allowHosts) ?? [],
        };
        var host = await ServingHost.StartAsync(settings, _context.Time, stop).ConfigureAwait(false);
        await using (host.ConfigureAwait(false))
        {
            Greeting.Show(_context.Terminal, settings, host);
            var asItShould = await ShowAsync(host, stop).ConfigureAwait(false);
            if (once)
            {
                _context.Terminal.Write("without --once the demo goes on serving, for you to try more");
                return asItShould ? ExitCodes.Done : ExitCodes.JobFailed;
            }

            NextSteps.Show(_context.Terminal, settings.Listen.Url.GetLeftPart(UriPartial.Authority));
            await host.ServeAsync(stop, _context.Hurry).ConfigureAwait(false);
            return ExitCodes.Done;
        }
    }

    private async Task<bool> ShowAsync(ServingHost host, CancellationToken stop)
    {
        var terminal = _context.Terminal;
        var pythonPresent = PythonPresent();
        var run = await DemoRun.StartAsync(host.Api, pythonPresent, stop).ConfigureAwait(false);
        if (run.Carried > 0) terminal.Write($"{run.Carried} jobs were left by the last demo on this store; they go on");
        terminal.Write("");
        await new DemoScreen(terminal, _context.Time).WatchAsync(run, MostTime, stop).ConfigureAwait(false);
        terminal.Write("");
        if (!pythonPresent)
            terminal.Write(
                "add-py ends dead here, as it should: this machine has no python3, and the job's error says so");
        if (run.Differences.Count == 0) terminal.Write("every sample job ended as it should");
        foreach (var difference in run.Differences) terminal.Complain($"not as it should be: {difference}");
        return run.Differences.Count == 0;
    }

    private static bool PythonPresent() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "python3.exe" : "python3")));
}
