namespace Gnomon.Testing.Conformance;

/// <summary>Finds a short sequence that still fails.</summary>
internal static class SequenceShrinker
{
    /// <summary>A bound for engines on which a run is slow; a few hundred are usual.</summary>
    private const int MostRuns = 2000;

    /// <summary>Pieces up to this length are left out at every place, larger ones only at multiples of their length.
    /// </summary>
    private const int ShortPiece = 8;

    /// <summary>Leaves out pieces of a failed sequence, large ones first, as long as it fails without them. Each run
    /// that fails ends the sequence where it failed.</summary>
    /// <param name="failed">The sequence.</param>
    /// <param name="runAsync">Runs a sequence and answers its failure, or null when it passes.</param>
    public static async Task<FailedSequence> ShrinkAsync(
        FailedSequence failed, Func<IReadOnlyList<int>, Task<FailedSequence?>> runAsync)
    {
        var runs = 0;
        for (var size = failed.Steps.Count / 2; size > 0 && runs < MostRuns;)
        {
            var stride = size <= ShortPiece ? 1 : size;
            var shorter = false;
            // From the end: what came last depends on what came first, not the other way round.
            for (var from = failed.Steps.Count - size; from >= 0 && runs < MostRuns; from -= stride)
            {
                runs++;
                var rest = failed.Steps.Take(from).Concat(failed.Steps.Skip(from + size)).ToList();
                if (await runAsync(rest).ConfigureAwait(false) is not { } again) continue;
                failed = again;
                shorter = true;
                from = Math.Min(from, failed.Steps.Count);
            }

            // What could not be left out before may go once something else is gone.
            if (size == 1 && shorter) size = Math.Min(ShortPiece, failed.Steps.Count / 2);
            else if (size > ShortPiece) size /= 2;
            else size--;
        }

        return failed;
    }
}
