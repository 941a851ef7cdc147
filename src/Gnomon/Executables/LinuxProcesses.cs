using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Gnomon.Executables;

/// <summary>Reads the environment of running processes and ends them, without mistaking one process for a later one
/// of the same number. Linux only; for processes of other users, and for those that have ended, it reads nothing.
/// </summary>
internal static partial class LinuxProcesses
{
    private const int ReadOnlyCloseOnExec = 0x80000;
    private const int PidFdOpen = 434;
    private const int PidFdSendSignal = 424;
    private const int SigKill = 9;

    /// <summary>The numbers of all processes but this one.</summary>
    public static IEnumerable<int> Others()
    {
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(entry.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && pid != Environment.ProcessId)
                yield return pid;
    }

    /// <summary>Reads the environment that a process was started with.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="buffer">Holds it; grows as needed.</param>
    /// <returns>Variables as <c>NAME=value</c>, each ended by a zero byte; empty when it cannot be read.</returns>
    public static ReadOnlySpan<byte> ReadEnvironment(int pid, ref byte[] buffer)
    {
        // By system call: most of a machine's processes belong to others, and an exception for each would be slow.
        var file = Open($"/proc/{pid}/environ", ReadOnlyCloseOnExec);
        if (file < 0) return [];
        try
        {
            var length = 0;
            while (true)
            {
                if (length == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
                var read = (int)Read(file, buffer.AsSpan(length), (nuint)(buffer.Length - length));
                if (read <= 0) return buffer.AsSpan(0, length);
                length += read;
            }
        }
        finally
        {
            _ = Close(file);
        }
    }

    /// <summary>Finds a variable in what <see cref="ReadEnvironment"/> read.</summary>
    /// <returns>Its value; null when it is not there.</returns>
    public static string? Find(ReadOnlySpan<byte> environment, ReadOnlySpan<byte> name)
    {
        foreach (var range in environment.Split((byte)0))
        {
            var variable = environment[range];
            if (variable.Length > name.Length && variable[name.Length] == '=' && variable.StartsWith(name))
                return Encoding.UTF8.GetString(variable[(name.Length + 1)..]);
        }

        return null;
    }

    /// <summary>Kills a process if, while it is held fast, it still is the one that is meant.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="isMeant">Looks at its environment.</param>
    /// <param name="buffer">For the environment.</param>
    public static void Kill(int pid, Predicate<byte[]> isMeant, ref byte[] buffer)
    {
        // A descriptor keeps naming the same process when its number is given to another one.
        var process = (int)SystemCall(PidFdOpen, pid, 0, 0, 0);
        try
        {
            if (!isMeant(ReadEnvironment(pid, ref buffer).ToArray())) return;
            if (process >= 0) _ = SystemCall(PidFdSendSignal, process, SigKill, 0, 0);
            else _ = Signal(pid, SigKill); // Kernels before 5.3 have no such descriptors.
        }
        finally
        {
            if (process >= 0) _ = Close(process);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int file, Span<byte> buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);
}
