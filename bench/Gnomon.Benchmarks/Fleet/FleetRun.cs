using Gnomon.Jobs;
using Gnomon.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Gnomon.Benchmarks.Fleet;

/// <summary>Runs many processes on one store, kills any of them at random, starts others in their place, and checks the
/// history that they leave.</summary>
internal sealed class FleetRun(Settings settings, FleetOptions options)
{
    private static readonly TimeSpan DrainWithin = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly Random _random = new(options.Seed);
    private readonly List<FleetProcess> _all = [];
    private readonly List<FleetProcess> _living = [];
    private readonly List<string> _findings = [];

    public async Task<FleetReport> RunAsync(CancellationToken cancellation)
    {
        if (Directory.Exists(options.Directory)) Directory.Delete(options.Directory, recursive: true);
        Directory.CreateDirectory(options.Directory);
        await settings.CleanAsync();
        using var host = settings.Build(_ => { }, TimeProvider.System);
        var parts = host.Services.GetRequiredService<StoreParts>();
        await parts.Store.InitializeAsync(cancellation);
        foreach (var limits in FleetPlan.Limits) await parts.Store.SetQueueAsync(limits, cancellation);
        try
        {
            await StartAsync(cancellation);
            var schedules = FleetPlan.Schedules(options.Seconds);
            var puts = await parts.Store.PutSchedulesAsync(
                new ScheduleChanges([.. schedules.Select(one => new SchedulePut(one))], []), cancellation);
            await KillAsync(cancellation);
            await StopAsync(FleetRole.Producer, cancellation);
            await DrainAsync(parts.Query, cancellation);
            await StopAsync(null, cancellation);
            var check = new FleetCheck(options.Directory, _all, _findings);
            return await check.RunAsync(parts.Query, [.. puts.Stored], options, cancellation);
        }
        finally
        {
            foreach (var process in _all) process.Dispose();
        }
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        foreach (var (role, count) in new[]
        {
            (FleetRole.Scheduler, options.Schedulers), (FleetRole.Worker, options.Workers),
            (FleetRole.Producer, options.Producers),
        })
            for (var i = 0; i < count; i++)
                Start($"{role.ToString().ToLowerInvariant()}-{i}", 0, role, SkewOf(i));
        foreach (var process in _living) await process.ReadyAsync(cancellation);
    }

    /// <summary>Of three one is ahead and one behind.</summary>
    private TimeSpan SkewOf(int index) => (index % 3) switch
    {
        0 => options.Skew, 1 => -options.Skew, _ => TimeSpan.Zero,
    };

    private void Start(string place, int life, FleetRole role, TimeSpan ahead)
    {
        var process = new FleetProcess(settings.Store, options.Directory, $"{place}.{life}", role, ahead);
        _all.Add(process);
        _living.Add(process);
    }

    private async Task KillAsync(CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var kills = 0; ; kills++)
        {
            var isOver = options.Kills is { } count
                ? kills >= count
                : TimeProvider.System.GetElapsedTime(began) >= options.For;
            if (isOver) return;
            await Task.Delay(
                TimeSpan.FromMilliseconds(_random.Next(2 * FleetOptions.KillEvery)), TimeProvider.System, cancellation);
            var victim = _living[_random.Next(_living.Count)];
            if (victim.HasExited) _findings.Add($"{victim.Name} ended by itself");
            else if (_random.Next(5) > 0 || !victim.IsReady)
            {
                await victim.KillAsync(cancellation);
            }
            else
            {
                victim.Ask();
                if (await victim.EndedAsync(cancellation) is { } trouble) _findings.Add(trouble);
            }

            _living.Remove(victim);
            var at = victim.Name.LastIndexOf('.');
            var life = (int)FleetHistory.Number(victim.Name[(at + 1)..]) + 1;
            Start(victim.Name[..at], life, victim.Role, victim.Ahead);
        }
    }

    private async Task StopAsync(FleetRole? role, CancellationToken cancellation)
    {
        var asked = _living.Where(process => role is null || process.Role == role).ToList();
        foreach (var process in asked)
        {
            await process.ReadyAsync(cancellation);
            if (process.HasExited) _findings.Add($"{process.Name} ended by itself");
            process.Ask();
        }

        foreach (var process in asked)
        {
            if (await process.EndedAsync(cancellation) is { } trouble) _findings.Add(trouble);
            _living.Remove(process);
        }
    }

    /// <summary>Waits until every job has ended and every schedule has had its ticks.</summary>
    private async Task DrainAsync(IJobQuery query, CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var stats = await query.GetStatsAsync(cancellation);
            var open = stats.Jobs.Where(count => !count.Key.IsTerminal()).Sum(count => count.Value);
            var schedules = (await query.ListSchedulesAsync(null, 100, cancellation)).Items;
            if (open == 0 && schedules.All(one => one.Runs == one.Schedule.MaxRuns)) return;
            if (TimeProvider.System.GetElapsedTime(began) > DrainWithin)
            {
                _findings.Add($"{open} jobs had not ended, or schedules had ticks left, after {DrainWithin}");
                return;
            }

            await Task.Delay(Look, TimeProvider.System, cancellation);
        }
    }
}
