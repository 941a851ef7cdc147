using Gnomon.Store;

namespace Gnomon.Redis.Striping;

/// <summary>Stripes whose server has not answered for as long as a call is patient: they are asked in the background whether
/// they are back, so that calls which can do without them need not wait each time.</summary>
/// <param name="stripes">How many there are.</param>
/// <param name="ask">Asks one; throws <see cref="StoreException"/> while it cannot serve.</param>
internal sealed class AwayStripes(int stripes, Func<int, ValueTask> ask)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly int[] _away = new int[stripes];

    /// <summary>Whether a stripe was away when it was asked last.</summary>
    public bool Has(int stripe) => Volatile.Read(ref _away[stripe]) != 0;

    /// <summary>Notes that a stripe could not serve.</summary>
    public void Note(int stripe)
    {
        if (Interlocked.Exchange(ref _away[stripe], 1) == 0) _ = AwaitAsync(stripe);
    }

    private async Task AwaitAsync(int stripe)
    {
        for (var isBack = false; !isBack;)
            try
            {
                await ask(stripe).ConfigureAwait(false);
                isBack = true;
            }
            catch (StoreException error) when (error.Problem == StoreProblem.Closed)
            {
                return;
            }
            catch (StoreException)
            {
                await Task.Delay(Pause, TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
            }

        Volatile.Write(ref _away[stripe], 0);
    }
}
