using System.Diagnostics;
using Xunit;

namespace Gnomon.Tests.Executables;

/// <summary>A named pipe that scripts hold open. It tells when they are up, and it ends when the last process that
/// holds it is gone: the proof that none is left, without looking for any.</summary>
internal sealed class SignalPipe : IDisposable
{
    private readonly Task<StreamReader> _reader;

    private SignalPipe(string file, CancellationToken cancellation)
    {
        File = file;
        // Opening waits for the first writer.
        _reader = Task.Run(() => new StreamReader(System.IO.File.OpenRead(file)), cancellation);
    }

    public string File { get; }

    public static async Task<SignalPipe> MakeAsync(string folder, CancellationToken cancellation)
    {
        var file = Path.Combine(folder, "signal");
        using var mkfifo = Process.Start("mkfifo", [file]);
        await mkfifo.WaitForExitAsync(cancellation);
        Assert.Equal(0, mkfifo.ExitCode);
        return new SignalPipe(file, cancellation);
    }

    /// <summary>The next line that a script wrote.</summary>
    public async Task<string?> NextAsync(CancellationToken cancellation) =>
        await (await _reader).ReadLineAsync(cancellation);

    /// <summary>Ends when no process holds the pipe any more; the lines until then.</summary>
    public async Task<string> RestAsync(CancellationToken cancellation) =>
        await (await _reader).ReadToEndAsync(cancellation);

    public void Dispose()
    {
        if (_reader.IsCompletedSuccessfully) _reader.Result.Dispose();
    }
}
