using System.Globalization;
using Gnomon.Jobs;
using Gnomon.Redis.Messages;
using Gnomon.Store;

namespace Gnomon.Redis.Striping;

/// <summary>Changes from outside, and what time alone brings about.</summary>
internal sealed partial class StripedStore
{
    private const char CursorSeparator = '.';

    public async ValueTask<ControlAnswer> ControlAsync(ControlRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        ControlRules.Check(request);
        if (request.Filter is { } filter)
            return filter.Queue is { } queue
                ? await Of(queue).ControlAsync(request, cancellation).ConfigureAwait(false)
                : await ControlStepAsync(request, cancellation).ConfigureAwait(false);
        var results = request.Jobs.Select(job => new ControlResult(job, ControlOutcome.NotFound, default)).ToArray();
        await SpreadAsync(
            request.Jobs, Enumerable.Range(0, results.Length), job => null,
            async (stripe, part) =>
                (await stripe.ControlAsync(request with { Jobs = part }, cancellation).ConfigureAwait(false)).Results,
            (place, _, result) =>
            {
                if (result.Outcome != ControlOutcome.NotFound) results[place] = result;
            }).ConfigureAwait(false);
        return new ControlAnswer(results, null);
    }

    public async ValueTask<WorkflowControlAnswer> ControlWorkflowAsync(
        WorkflowControl request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        WorkflowRules.Check(request);
        return await FindAsync(
            null, stripe => stripe.ControlWorkflowAsync(request, cancellation),
            answer => answer.Outcome != ControlOutcome.NotFound).ConfigureAwait(false);
    }

    public async ValueTask<SweepAnswer> SweepAsync(int max, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        var answers = new List<SweepAnswer>();
        Exception? failure = null;
        var (left, swept) = (max, 0);
        var isFreed = await FinishCallsAsync(cancellation).ConfigureAwait(false);
        // Each sweep begins at another stripe: one that always has work to do does not keep the others from theirs.
        var first = (int)((uint)Interlocked.Increment(ref _firstToSweep) % (uint)_stripes.Length);
        var areAllAway = Enumerable.Range(0, _stripes.Length).All(_away.Has);
        for (; swept < _stripes.Length && left > 0; swept++)
        {
            var stripe = (first + swept) % _stripes.Length;
            if (_away.Has(stripe) && !areAllAway) continue;
            try
            {
                var answer = await _stripes[stripe].SweepAsync(left, cancellation).ConfigureAwait(false);
                answers.Add(answer);
                left -= Math.Max(Math.Max(answer.Promoted, answer.Recovered), Math.Max(answer.Pruned, answer.Ended.Count));
            }
            catch (StoreException error)
            {
                // What the others have done is told once.
                failure ??= error;
                _away.Note(stripe);
            }
        }

        if (failure is not null && !answers.Exists(HasHappened)) throw failure;
        var next = answers.Select(answer => (answer.NextDue, answer.StoreNow)).Aggregate(Sooner);
        return new SweepAnswer(
            answers.Sum(answer => answer.Promoted), answers.Sum(answer => answer.Recovered),
            answers.Sum(answer => answer.Pruned), next.NextDue)
        {
            StoreNow = next.StoreNow,
            Ended = [.. answers.SelectMany(answer => answer.Ended)], Lost = [.. answers.SelectMany(answer => answer.Lost)],
            More = swept < _stripes.Length || answers.Exists(answer => answer.More),
            Freed = isFreed || answers.Exists(answer => answer.Freed),
            Effects = answers.Select(answer => answer.Effects).Aggregate(EffectsMessage.Join),
        };
    }

    private static bool HasHappened(SweepAnswer answer) =>
        answer.Promoted + answer.Recovered + answer.Pruned + answer.Ended.Count > 0 || answer.Freed
        || answer.Effects is not null;

    /// <summary>One step by filter: one stripe after another. What is accepted after the first step is left alone
    /// everywhere, so that the first step notes how far each stripe goes.</summary>
    private async ValueTask<ControlAnswer> ControlStepAsync(ControlRequest request, CancellationToken cancellation)
    {
        var (stripe, from, ends) = request.Cursor is { } cursor
            ? Parse(cursor)
            : (0, 0, await AllAsync(one => one.ReadEndAsync(cancellation)).ConfigureAwait(false));
        var results = new List<ControlResult>();
        while (stripe < _stripes.Length && results.Count < request.Max)
        {
            try
            {
                var answer = await _stripes[stripe].ControlAsync(
                    request with { Cursor = ControlRules.Cursor(from, ends[stripe]), Max = request.Max - results.Count },
                    cancellation).ConfigureAwait(false);
                results.AddRange(answer.Results);
                from = answer.Next is { } next ? ControlRules.ParseCursor(next).From : 0;
                if (from > 0) break;
            }
            catch (StoreException) when (results.Count > 0)
            {
                // What is done is told; the next step meets the same.
                break;
            }

            stripe++;
        }

        return new ControlAnswer(results, stripe == _stripes.Length ? null : Text(stripe, from, ends));
    }

    private static string Text(int stripe, long from, long[] ends) =>
        string.Create(CultureInfo.InvariantCulture, $"{stripe}.{from}.{string.Join(CursorSeparator, ends)}");

    private (int Stripe, long From, long[] Ends) Parse(string cursor)
    {
        var parts = cursor.Split(CursorSeparator);
        var numbers = new long[parts.Length];
        var isOurs = parts.Length == _stripes.Length + 2;
        for (var i = 0; i < parts.Length; i++)
            isOurs &= long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]);
        if (!isOurs || numbers[0] >= _stripes.Length) throw ControlRules.UnknownCursor(cursor);
        return ((int)numbers[0], numbers[1], numbers[2..]);
    }
}
