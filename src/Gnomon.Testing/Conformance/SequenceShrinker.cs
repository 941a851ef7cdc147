namespace Gnomon.Testing.Conformance;

/// <summary>Finds a short sequence that still fails.</summary>
internal static class SequenceShrinker
{
    /// <summary>A bound for engines on which a run is slow; a few hundred are usual.</summary>
    private const int MostRuns = 2000;

    /// <summary>Leaves out pieces of a failed sequence, large ones first, as long as it fails without them. Each run
    /// that fails ends the sequence where it failed.</summary>
    /// <param name="failed">The sequence.</param>
    /// <param name="runAsync">Runs a sequence and answers its failure, or null when it passes.</param>
    public static async Task<FailedSequence> ShrinkAsync(
        FailedSequence failed, Func<IReadOnlyList<int>, Task<FailedSequence?>> runAsync)
    {
        var runs = 0;
        for (var size = failed.Steps.Count / 2; size > 0;)
        {
            var shorter = false;
            // From the end: what came last depends on what came first, not the other way round.
            for (var from = failed.Steps.Count - size; from >= 0 && runs < MostRuns; from -= size)
            {
                runs++;
                var rest = failed.Steps.Take(from).Concat(failed.Steps.Skip(from + size)).ToList();
                if (await runAsync(rest).ConfigureAwait(false) is not { } again) continue;
                failed = again;
                shorter = true;
                from = Math.Min(from, failed.Steps.Count);
            }

            if (runs >= MostRuns) break;
            if (size > 1) size = Math.Min(size / 2, Math.Max(1, failed.Steps.Count / 2));
            else if (!shorter) break;
        }

        return failed;
    }
}
