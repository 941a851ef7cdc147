using System.Diagnostics;
using System.Text.Json;
using Gnomon.Api;
using Gnomon.EndToEnd.Tests.Cli;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Crashes;

/// <summary>A server of the built program that a test kills and starts again on the same store and address.</summary>
internal sealed class KilledServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gnomon-crash-").FullName;
    private readonly string _url = $"http://127.0.0.1:{ServerProcess.FreePort()}";
    private readonly HttpClient _client;
    private Process? _process;

    public KilledServer()
    {
        Directory.CreateDirectory(Tasks);
        _client = new HttpClient { BaseAddress = new Uri(_url) };
        Api = new HttpApi(_client);
    }

    public IGnomonApi Api { get; }

    private string Tasks => Path.Combine(_folder, "tasks");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Adds an executable to the server's tasks.</summary>
    public void AddTask(string name, string script)
    {
        var path = Path.Combine(Tasks, name);
        File.WriteAllText(path, "#!/bin/sh\n" + script + "\n");
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("these tests need a Unix shell");
        File.SetUnixFileMode(
            path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Starts the server and waits until it answers, or is dead again.</summary>
    public async Task StartAsync()
    {
        _process?.Dispose();
        _process = ProgramRun.Start(
            "server", "--store", $"local:{Path.Combine(_folder, "store")}", "--listen", _url, "--tasks", Tasks);
        // The greeting is written when the server answers; a poisonous job may have killed it by then.
        await _process.StandardOutput.ReadLineAsync(Cancellation);
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await EndedAsync();
    }

    /// <summary>Sends SIGTERM to the executables of a job and to the server, as a service manager does.</summary>
    public void SignalGroup(string job)
    {
        var processes = Directory.GetDirectories("/proc").Where(path => Runs(path, job)).Select(Path.GetFileName);
        using var kill = Process.Start("kill", [.. processes!, $"{_process!.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits until the job has written to its log.</summary>
    public async Task LoggedAsync(string id)
    {
        while ((await Api.GetLogsAsync(id, Cancellation)).Lines.Count == 0)
            await Api.GetResultAsync(id, TimeSpan.FromMilliseconds(50), Cancellation);
    }

    /// <summary>Waits for the process to end, whoever ends it.</summary>
    public Task EndedAsync() => _process!.WaitForExitAsync(Cancellation);

    public async Task<string> SubmitAsync(string draft)
    {
        var document = JsonSerializer.Deserialize(draft, GnomonJson.Default.JobDraftDocument)!;
        return (await Api.SubmitAsync([document], Cancellation))[0].Id;
    }

    /// <summary>Submits a job that kills the server, perhaps before the answer is out: so the test chooses the id.
    /// </summary>
    public async Task<string> SubmitDeadlyAsync(string handler, string retry)
    {
        var id = Guid.NewGuid().ToString();
        try
        {
            await SubmitAsync($$"""{"id":"{{id}}","handler":"{{handler}}","retry":{{retry}}}""");
        }
        catch (ApiUnreachableException)
        {
            // Killed before it could answer.
        }

        return id;
    }

    /// <summary>The job once it has ended.</summary>
    public async Task<JobDocument> EndOfAsync(string id)
    {
        while (true)
        {
            await Api.GetResultAsync(id, TimeSpan.FromSeconds(30), Cancellation);
            var job = await Api.GetJobAsync(id, Cancellation);
            if (job.FinishedAt is not null) return job;
        }
    }

    private static bool Runs(string process, string job)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "environ")).Contains($"GNOMON_JOB_ID={job}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_process is { } process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
