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

    /// <summary>Whether the code means a signal that people and service managers end whole groups of processes with:
    /// SIGHUP, SIGINT or SIGTERM.</summary>
    public static bool IsInterruption(int code) => code - SignalOffset is 1 or 2 or 15;

    /// <summary>Describes the exit code of a failed process.</summary>
    public static string Describe(int code)
    {
        var signal = code - SignalOffset;
        return !OperatingSystem.IsWindows() && signal > 0 && signal < Signals.Length
            ? $"exit code {code}, killed by signal {signal} ({Signals[signal]})"
            : $"exit code {code}";
    }
}
