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

    public async Task StartAsync()
    {
        _process?.Dispose();
        _process = ProgramRun.Start(
            "server", "--store", $"local:{Path.Combine(_folder, "store")}", "--listen", _url, "--tasks", Tasks);
        // The greeting is written when the server answers.
        Assert.NotNull(await _process.StandardOutput.ReadLineAsync(Cancellation));
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await EndedAsync();
    }

    /// <summary>Waits for the process to end, whoever ends it.</summary>
    public Task EndedAsync() => _process!.WaitForExitAsync(Cancellation);

    public async Task<string> SubmitAsync(string draft)
    {
        var document = JsonSerializer.Deserialize(draft, GnomonJson.Default.JobDraftDocument)!;
        return (await Api.SubmitAsync([document], Cancellation))[0].Id;
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
