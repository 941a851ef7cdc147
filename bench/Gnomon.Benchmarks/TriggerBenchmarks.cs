using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Gnomon.Triggers;
using Perfolizer.Horology;
using QuartzExpression = Quartz.CronExpression;

namespace Gnomon.Benchmarks;

/// <summary>Parsing and the search for the next tick, each for Gnomon and for Quartz.NET in the same run. The instants
/// that are searched from are spread over three years by chance.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class TriggerBenchmarks
{
    private const int Instants = 512;

    private readonly DateTimeOffset[] _from = new DateTimeOffset[Instants];
    private CronTrigger _trigger = null!;
    private QuartzExpression _quartz = null!;

    /// <summary>What is searched: a text that both read alike, and a zone.</summary>
    public static IEnumerable<string> Expressions =>
    [
        "0 */5 * * * ? | UTC", "0 30 2 * * ? | America/New_York", "0 */10 9-17 ? * MON-FRI | America/New_York",
        "0 0 12 L * ? | America/New_York", "0 0 12 15W * ? | America/New_York", "0 0 12 ? * FRI#3 | America/New_York",
        "0 0 0 29 2 ? | UTC",
    ];

    /// <summary>One of them.</summary>
    [ParamsSource(nameof(Expressions))]
    public string Expression { get; set; } = "";

    public static void Run()
    {
        var job = Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance)
            .WithIterationTime(TimeInterval.FromMilliseconds(100)).WithWarmupCount(6).WithIterationCount(10);
        var config = DefaultConfig.Instance.AddJob(job).WithOptions(ConfigOptions.DisableLogFile)
            .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(60))
            .HideColumns(Column.Error, Column.StdDev, Column.RatioSD, Column.Job)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "gnomon-benchmarks"));
        BenchmarkRunner.Run<TriggerBenchmarks>(config);
    }

    [GlobalSetup]
    public void Prepare()
    {
        var random = new Random(1);
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < Instants; i++) _from[i] = start.AddSeconds(random.Next(3 * 365 * 24 * 3600));
        var (text, zone) = Parts();
        _trigger = new CronTrigger(CronExpression.Parse(text, CronDialect.Quartz), TimeZones.Find(zone));
#if QUARTZ3
        _quartz = new QuartzExpression(text) { TimeZone = TimeZones.Find(zone) };
#else
        _quartz = new QuartzExpression(text, TimeZones.Find(zone));
#endif
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Instants)]
    public long QuartzNext()
    {
        long sum = 0;
        foreach (var at in _from) sum += _quartz.GetNextValidTimeAfter(at)?.UtcTicks ?? 0;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Instants)]
    public long GnomonNext()
    {
        long sum = 0;
        foreach (var at in _from) sum += _trigger.Next(at)?.UtcTicks ?? 0;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Instants)]
    public long GnomonLast()
    {
        long sum = 0;
        foreach (var at in _from) sum += _trigger.Last(at)?.UtcTicks ?? 0;
        return sum;
    }

    [Benchmark]
    public object QuartzParse() => new QuartzExpression(Parts().Text);

    [Benchmark]
    public object GnomonParse() => CronExpression.Parse(Parts().Text, CronDialect.Quartz);

    private (string Text, string Zone) Parts() =>
        Expression.Split(" | ") is [var text, var zone]
            ? (text, zone)
            : throw new InvalidOperationException(Expression);
}
