using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Shared.Servers;

/// <summary>A redis-server of a test's own: a child process on a free loopback port with a folder that goes with it.
/// </summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const int Term = 15;
    private const int Stop = 19;
    private const int Continue = 18;
    private const int Attempts = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Func<RedisServer, string[]> _options;
    private readonly StringBuilder _log = new();
    private Process? _process;

    private RedisServer(Func<RedisServer, string[]> options) => _options = options;

    public int Port { get; private set; }

    /// <summary>Where it keeps its files.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("gnomon-redis-").FullName;

    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("The server does not run.");

    /// <summary>What it has printed, over all its lives.</summary>
    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="options">As on the command line: <c>"--appendonly", "yes"</c>. Later ones win, so that
    /// <c>--save</c>, <c>--bind</c> and others can be replaced.</param>
    public static Task<RedisServer> StartAsync(params string[] options) => StartAsync(_ => options);

    /// <summary>Starts a Sentinel and waits until it answers.</summary>
    /// <param name="configuration">The lines of its file that begin with <c>sentinel</c>.</param>
    public static Task<RedisServer> StartSentinelAsync(string configuration) => StartAsync(server =>
    {
        var file = Path.Combine(server.Folder, "sentinel.conf");
        // It keeps what it learns in the same file.
        if (!File.Exists(file)) File.WriteAllText(file, configuration + "\n");
        return [file, "--sentinel"];
    });

    /// <summary>Starts a server with options that depend on its port or folder.</summary>
    public static async Task<RedisServer> StartAsync(Func<RedisServer, string[]> options)
    {
        var server = new RedisServer(options);
        try
        {
            // Between the choice of a port and its use another process may take it.
            for (var attempt = 1; ; attempt++)
            {
                server.Port = FreePort.Next();
                try
                {
                    await server.StartAgainAsync();
                    return server;
                }
                catch (InvalidOperationException) when (
                    attempt < Attempts && server.Log.Contains("in use", StringComparison.OrdinalIgnoreCase))
                {
                    await server.KillAsync();
                }
            }
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again after it was killed or stopped: on the same port, with the same folder.</summary>
    public async Task StartAgainAsync()
    {
        if (_process is not null) throw new InvalidOperationException("The server runs already.");
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = StartInfo(), EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) =>
        {
            lock (_log) _log.AppendLine(line.Data);
            // A server says the first, a Sentinel the second.
            if (line.Data is { } text && (text.Contains("Ready to accept") || text.Contains("Sentinel ID is")))
                ready.TrySetResult();
        };
        process.Exited += (_, _) => ready.TrySetException(
            new InvalidOperationException($"redis-server on port {Port} ended at its start:\n{Log}"));
        try
        {
            process.Start();
        }
        catch (Win32Exception error)
        {
            throw new InvalidOperationException(
                "The tests need the program redis-server (Debian: apt-get install redis-server), and it is not there.", error);
        }

        _process = process;
        process.BeginOutputReadLine();
        await ready.Task.WaitAsync(Patience, TimeProvider.System);
        await PingAsync();
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process) return;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        _process = null;
    }

    /// <summary>Asks it to end, and waits until it has: it writes its files as configured.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process) return;
        Send(process.Id, Term);
        await process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        process.Dispose();
        _process = null;
    }

    /// <summary>Halts the process where it stands; its connections stay open.</summary>
    public void Pause() => Send(ProcessId, Stop);

    /// <summary>Lets a halted process go on.</summary>
    public void Resume() => Send(ProcessId, Continue);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static void Send(int process, int signal)
    {
        if (SendSignal(process, signal) != 0)
            throw new InvalidOperationException($"Signal {signal} did not reach process {process}.");
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int process, int signal);

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo("redis-server") { RedirectStandardOutput = true, WorkingDirectory = Folder };
        // A Sentinel's first argument is its file.
        var options = _options(this);
        var file = options.Length > 0 && !options[0].StartsWith('-') ? 1 : 0;
        string[] own = ["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--dir", Folder];
        foreach (var option in options.Take(file).Concat(own).Concat(options.Skip(file))) start.ArgumentList.Add(option);
        return start;
    }

    private async Task PingAsync()
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port), limit.Token);
        await socket.SendAsync("PING\r\n"u8.ToArray(), SocketFlags.None, limit.Token);
        var answer = new byte[64];
        if (await socket.ReceiveAsync(answer, SocketFlags.None, limit.Token) == 0)
            throw new InvalidOperationException($"redis-server on port {Port} does not answer:\n{Log}");
    }
}
