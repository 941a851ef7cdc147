using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Testing.Conformance.Model;

namespace Gnomon.Testing.Conformance;

/// <summary>Drives random operations against an engine and against a plain reference model, and compares every answer
/// and, after every step, everything that can be listed. The same seed does the same steps again.</summary>
public sealed partial class ModelRunner
{
    private const int StepsShown = 80;

    private readonly StoreHarness _h;
    private readonly Random _random;
    private readonly ReferenceModel _model;
    private readonly List<string> _trace = [];

    private ModelRunner(StoreHarness harness, int seed)
    {
        _h = harness;
        _random = new Random(seed);
        _model = new ReferenceModel(harness.Time);
    }

    /// <summary>Runs one sequence on a fresh engine.</summary>
    /// <param name="fixture">The engine; disposed at the end.</param>
    /// <param name="seed">Decides the sequence.</param>
    /// <param name="steps">Its length.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ExpectationException">The engine did something else than the model. The message holds the
    /// seed and the steps that led there.</exception>
    public static async Task RunAsync(IStoreFixture fixture, int seed, int steps, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        await using var harness = await StoreHarness.OpenAsync(fixture, cancellation);
        var runner = new ModelRunner(harness, seed);
        for (var step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                await runner.StepAsync();
                await runner.CompareAsync();
            }
            catch (Exception trouble) when (trouble is not OperationCanceledException)
            {
                throw new ExpectationException(runner.Report(fixture.Name, seed, step, trouble));
            }
        }
    }

    private string Report(string engine, int seed, int step, Exception trouble)
    {
        var said = trouble is ExpectationException ? trouble.Message : trouble.ToString();
        var skipped = Math.Max(0, _trace.Count - StepsShown);
        var lines = _trace.Skip(skipped).Select((text, i) => $"  {skipped + i,4}  {text}");
        return $"{engine}, seed {seed}, step {step}: {said}\nSteps, newest last:\n{string.Join('\n', lines)}";
    }

    private async Task CompareAsync()
    {
        var size = _random.Next(10) == 0 ? 3 : 200;
        _model.CompareJobs(await _h.ListAsync(limit: size));
        _model.CompareStats(await _h.Query.GetStatsAsync(_h.Cancellation));
        var schedules = await _h.Query.ListSchedulesAsync(null, 100, _h.Cancellation);
        _model.CompareSchedules(schedules.Items);
    }

    private Task StepAsync() => _random.Next(100) switch
    {
        < 20 => EnqueueAsync(),
        < 38 => ClaimAsync(),
        < 44 => RenewAsync(),
        < 61 => SettleAsync(),
        < 68 => ControlAsync(),
        < 70 => ControlByFilterAsync(),
        < 82 => AdvanceAsync(),
        < 84 => StepWallClockAsync(),
        < 89 => SweepAsync(),
        < 91 => SetQueueAsync(),
        < 94 => PutSchedulesAsync(),
        < 98 => FireAsync(),
        98 => ReadAsync(),
        _ => RestartAsync(),
    };

    private void Trace(FormattableString text) => _trace.Add(FormattableString.Invariant(text));

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

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
