using Gnomon.Tests.Local.Journal;

namespace Gnomon.Tests.Local;

/// <summary>Real files whose next sync a test may hold up.</summary>
internal sealed class HeldSync : IDisposable
{
    private readonly ManualResetEventSlim _held = new();
    private readonly ManualResetEventSlim _goOn = new();
    private bool _hold;

    public HeldSync() => Files = new WatchedFiles
    {
        Before = (operation, _) =>
        {
            if (operation != FileOperation.Sync || !Volatile.Read(ref _hold)) return;
            _held.Set();
            _goOn.Wait();
        },
    };

    public WatchedFiles Files { get; }

    public void Hold() => Volatile.Write(ref _hold, true);

    public void AwaitHeld() => _held.Wait();

    public void LetGo()
    {
        Volatile.Write(ref _hold, false);
        _goOn.Set();
    }

    public void Dispose()
    {
        _held.Dispose();
        _goOn.Dispose();
    }
}
