using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Testing.Conformance.Model;

namespace Gnomon.Testing.Conformance;

/// <summary>Drives random operations against an engine and against a plain reference model, and compares every answer
/// and, after every step, everything that can be listed. The same seed does the same steps again.</summary>
public sealed partial class ModelRunner
{
    private const int StepsShown = 80;
    private const int Recent = 20;

    private static readonly TimeSpan LongestLease = TimeSpan.FromSeconds(20);

    private readonly StoreHarness _h;
    private readonly ReferenceModel _model;
    private readonly List<string> _trace = [];

    /// <summary>The source of the present step; each has its own, so that a step draws the same without the ones before
    /// it.</summary>
    private Random _random = new(0);

    private ModelRunner(StoreHarness harness)
    {
        _h = harness;
        _model = new ReferenceModel(harness.Time, harness.Resolution, harness.AreQueuesTogether);
    }

    /// <summary>Runs one sequence on a fresh engine. When it fails, leaves out steps, on a fresh engine each time, as
    /// long as it fails without them, and shows what is left.</summary>
    /// <param name="fixture">Makes the engine; each is disposed at its end.</param>
    /// <param name="seed">Decides the sequence.</param>
    /// <param name="steps">Its length.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ModelMismatchException">The engine did something else than the model. The message holds the seed
    /// and the steps that are left.</exception>
    public static async Task RunAsync(
        Func<IStoreFixture> fixture, int seed, int steps, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        var draw = new Random(seed);
        var sequence = Enumerable.Range(0, steps).Select(_ => draw.Next()).ToList();
        var first = await RunOnceAsync(fixture, sequence, cancellation).ConfigureAwait(false);
        if (first is null) return;
        var least = await SequenceShrinker.ShrinkAsync(
            first, list => RunOnceAsync(fixture, list, cancellation)).ConfigureAwait(false);
        throw new ModelMismatchException(Report(seed, first, least), seed, least.Trace);
    }

    /// <summary>Runs steps, each given by the seed it draws from, and answers the failure if one fails.</summary>
    private static async Task<FailedSequence?> RunOnceAsync(
        Func<IStoreFixture> fixture, IReadOnlyList<int> sequence, CancellationToken cancellation)
    {
        var engine = fixture();
        var harness = await StoreHarness.OpenAsync(engine, cancellation).ConfigureAwait(false);
        await using var closing = harness.ConfigureAwait(false);
        var runner = new ModelRunner(harness);
        for (var step = 0; step < sequence.Count; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            runner._random = new Random(sequence[step]);
            try
            {
                await runner.StepAsync().ConfigureAwait(false);
                await runner.CompareAsync().ConfigureAwait(false);
            }
            catch (Exception trouble) when (trouble is not OperationCanceledException)
            {
                return new FailedSequence(engine.Name, [.. sequence.Take(step + 1)], trouble, runner._trace);
            }
        }

        return null;
    }

    private static string Report(int seed, FailedSequence first, FailedSequence least)
    {
        var said = least.Trouble is ExpectationException ? least.Trouble.Message : least.Trouble.ToString();
        var skipped = Math.Max(0, least.Trace.Count - StepsShown);
        var lines = least.Trace.Skip(skipped).Select((text, i) => $"  {skipped + i + 1,4}  {text}");
        return $"{least.Engine}, seed {seed}, failed at step {first.Steps.Count} and still with {least.Steps.Count} of "
            + $"these steps: {said}\nSteps, newest last:\n{string.Join('\n', lines)}";
    }

    private async Task CompareAsync()
    {
        NoteQueues();
        var size = _random.Next(10) == 0 ? 3 : 200;
        _model.CompareJobs(await _h.ListAsync(limit: size));
        _model.CompareStats(await _h.Query.GetStatsAsync(_h.Cancellation));
        _model.CompareCounters(await _h.Query.GetCountersAsync(CounterLimits.MaxDays, _h.Cancellation));
        var schedules = await _h.Query.ListSchedulesAsync(null, 100, _h.Cancellation);
        _model.CompareSchedules(schedules.Items);
        _model.CompareSets((await _h.Query.ListScheduleSetsAsync(null, 100, _h.Cancellation)).Items);
        var state = _random.Next(5) == 0 ? Pick(Enum.GetValues<WorkflowState>()) : (WorkflowState?)null;
        var flows = await _h.Query.ListWorkflowsAsync(
            new WorkflowFilter { State = state }, null, 1000, _h.Cancellation);
        _model.CompareWorkflows(flows.Items, state);
    }

    private Task StepAsync() => _random.Next(120) switch
    {
        < 17 => EnqueueAsync(),
        < 38 => ClaimAsync(),
        < 44 => RenewAsync(),
        < 63 => SettleAsync(),
        < 70 => ControlAsync(),
        < 72 => ControlByFilterAsync(),
        < 84 => AdvanceAsync(),
        < 86 => StepWallClockAsync(),
        < 90 => SweepAsync(),
        < 93 => SetQueueAsync(),
        < 96 => PutSchedulesAsync(),
        < 99 => PutSetAsync(),
        < 106 => FireAsync(),
        < 110 => EnqueueWorkflowAsync(),
        < 117 => ControlWorkflowAsync(),
        117 => ReadAsync(),
        _ => RestartAsync(),
    };

    private void Trace(FormattableString text) => _trace.Add(FormattableString.Invariant(text));

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    /// <summary>Picks by what a job is and not by where it stands: without some of the others it is the same one, so
    /// that a shortened sequence still does what the long one did.</summary>
    private JobId PickJob(IEnumerable<JobId> jobs)
    {
        var wanted = _random.NextInt64();
        return jobs.MinBy(job => (ulong)(BitConverter.ToInt64(job.Value.ToByteArray()) ^ wanted));
    }

    /// <summary>Mostly one of the newest: those are the ones that still live.</summary>
    private JobId PickRecent(IReadOnlyList<JobId> jobs) => PickJob(Chance(60) ? jobs.TakeLast(Recent) : jobs);

    private bool Chance(int percent) => _random.Next(100) < percent;

    /// <summary>A span in whole milliseconds and half of one more, so that it never ends at the very moment at which
    /// the clock stands: who acts first at a boundary is not what this is about.</summary>
    private TimeSpan Span(double leastSeconds, double mostSeconds) =>
        TimeSpan.FromMilliseconds(_random.Next((int)(leastSeconds * 1000), (int)(mostSeconds * 1000)))
        + TimeSpan.FromTicks(TimeSpan.TicksPerMillisecond / 2);

    private JobId NewId()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return new JobId(new Guid(bytes));
    }
}
