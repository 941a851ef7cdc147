using Gnomon.Jobs;

namespace Gnomon.Executables;

/// <summary>Finds and ends processes of one job that no longer hang below the one we started: children that were
/// forked twice, that began a session of their own, or whose worker was killed. They are known by the variables that
/// every attempt gets and its children inherit.</summary>
/// <remarks>A process that clears its environment is not found here. Nothing is found on other systems than Linux.
/// </remarks>
/// <param name="job">The job.</param>
/// <param name="scope">The scope that the processes carry; null for none.</param>
/// <param name="time">The clock.</param>
internal sealed class LeftoverSweep(JobId job, string? scope, TimeProvider time)
{
    private const int MaxRounds = 100;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);

    private readonly string _job = job.ToString();
    private byte[] _buffer = new byte[16 * 1024];

    /// <summary>Ends what is left of exactly this attempt.</summary>
    public Task<Swept> EndAsync(int attempt, CancellationToken cancellation) =>
        RunAsync(found => found == attempt, cancellation);

    /// <summary>Ends what is left of earlier attempts.</summary>
    public Task<Swept> EndBeforeAsync(int attempt, CancellationToken cancellation) =>
        RunAsync(found => found < attempt, cancellation);

    private async Task<Swept> RunAsync(Func<int, bool> isMeant, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux()) return new Swept(0, null);
        var ended = new HashSet<int>();
        var wait = FirstWait;
        int? last = null;
        // Again until a whole pass finds none: a process may fork between our look at it and its end.
        for (var round = 0; round < MaxRounds; round++)
        {
            last = null;
            foreach (var pid in LinuxProcesses.Others())
            {
                if (!Matches(LinuxProcesses.ReadEnvironment(pid, ref _buffer), isMeant)) continue;
                LinuxProcesses.Kill(pid, environment => Matches(environment, isMeant), ref _buffer);
                ended.Add(pid);
                last = pid;
            }

            if (last is null) break;
            await Task.Delay(wait, time, cancellation).ConfigureAwait(false);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }

        return new Swept(ended.Count, last);
    }

    private bool Matches(ReadOnlySpan<byte> environment, Func<int, bool> isMeant) =>
        LinuxProcesses.Find(environment, "GNOMON_JOB_ID"u8) == _job
        && int.TryParse(LinuxProcesses.Find(environment, "GNOMON_ATTEMPT"u8), out var attempt)
        && isMeant(attempt)
        && LinuxProcesses.Find(environment, "GNOMON_SCOPE"u8) == scope;
}
