using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

/// <summary>A server of the built program on a free port, with the sample tasks, a calendar <c>de</c> and a
/// journal of its own.</summary>
public sealed class ServerProcess : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gnomon-cli-").FullName;
    private Process? _process;

    public string Store => Path.Combine(_folder, "store");

    public string Url { get; } = $"http://127.0.0.1:{FreePort()}";

    public async ValueTask InitializeAsync()
    {
        var calendars = Directory.CreateDirectory(Path.Combine(_folder, "calendars")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(calendars, "de.txt"), "2026-10-03\n2026-12-25\n", TestContext.Current.CancellationToken);
        _process = ProgramRun.Start(
            "server", "--store", $"local:{Store}", "--listen", Url, "--calendars", calendars, "--tasks",
            Path.Combine(AppContext.BaseDirectory, "samples", "tasks"));

        // The greeting is written when the server answers.
        var first = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.Equal($"listening on {Url} (this machine only)", first);
    }

    public async ValueTask DisposeAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    internal Task<ProgramRun> CallAsync(params string[] args)
    {
        var end = Array.IndexOf(args, "--");
        if (end < 0) end = args.Length;
        return ProgramRun.OfAsync([.. args[..end], "--server", Url, .. args[end..]]);
    }

    internal static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
