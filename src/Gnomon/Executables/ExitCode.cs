namespace Gnomon.Executables;

/// <summary>Puts exit codes into words.</summary>
internal static class ExitCode
{
    // POSIX systems report the end by a signal as 128 and the signal's number.
    private const int SignalOffset = 128;

    private static readonly string?[] Signals =
    [
        null, "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
        "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM",
    ];

    /// <summary>Describes the exit code of a failed process.</summary>
    public static string Describe(int code)
    {
        var signal = code - SignalOffset;
        return !OperatingSystem.IsWindows() && signal > 0 && signal < Signals.Length
            ? $"exit code {code}, killed by signal {signal} ({Signals[signal]})"
            : $"exit code {code}";
    }
}
