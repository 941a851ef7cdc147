using System.Text;
using Gnomon.Executables;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Executables;

/// <summary>A tasks folder with files that a test writes, and jobs that run them.</summary>
internal sealed class ScratchTasks : IDisposable
{
    public ScratchTasks()
    {
        Root = Directory.CreateTempSubdirectory("gnomon-tasks-").FullName;
        Folder = Directory.CreateDirectory(Path.Combine(Root, "tasks")).FullName;
    }

    /// <summary>Outside the tasks folder, but removed with it.</summary>
    public string Root { get; }

    public string Folder { get; }

    public ListLogger<TaskFolder> Log { get; } = new();

    /// <summary>Writes an sh script.</summary>
    public string Script(string name, string body) => Write(Path.Combine(Folder, name), "#!/bin/sh\n" + body + "\n");

    /// <summary>Writes an executable file.</summary>
    public static string Write(string file, string text)
    {
        File.WriteAllText(file, text);
        const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, Executable);
        return file;
    }

    public TaskFolder Open(ExecutableOptions? options = null, TimeProvider? time = null) =>
        new(Folder, options, time ?? TimeProvider.System, Log);

    public static JobContext Job(string handler, string args, CancellationToken cancellation, int attempt = 1) =>
        Job(JobId.New(TimeProvider.System), handler, args, cancellation, attempt);

    public static JobContext Job(JobId id, string handler, string args, CancellationToken cancellation, int attempt)
    {
        var spec = new JobSpec { Handler = handler, Args = Encoding.UTF8.GetBytes(args) };
        return new JobContext(new ClaimedJob(new AttemptToken(id, attempt), spec), null, cancellation);
    }

    /// <summary>Runs a job and returns its result as JSON text.</summary>
    public async Task<string> RunAsync(JobContext job, ExecutableOptions? options = null)
    {
        Assert.True(Open(options).TryGet(job.Spec.Handler, out var handler));
        var result = await handler(job);
        return Encoding.UTF8.GetString(result.Span);
    }

    /// <summary>Runs a first attempt and returns its result as JSON text.</summary>
    public Task<string> RunAsync(string handler, string args = "", ExecutableOptions? options = null) =>
        RunAsync(Job(handler, args, TestContext.Current.CancellationToken), options);

    /// <summary>Runs a first attempt that fails.</summary>
    public Task<JobFailedException> FailAsync(string handler, string args = "", ExecutableOptions? options = null) =>
        Assert.ThrowsAsync<JobFailedException>(() => RunAsync(handler, args, options));

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
