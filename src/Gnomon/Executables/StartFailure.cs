using System.ComponentModel;
using System.Text;
using Gnomon.Workers;

namespace Gnomon.Executables;

/// <summary>Says why an executable could not be started.</summary>
internal static class StartFailure
{
    /// <summary>The file is open for writing somewhere, maybe only in a child that another thread is just starting.
    /// </summary>
    public const int TextFileBusy = 26;

    private const int NoEntry = 2;
    private const int ArgumentsTooLong = 7;
    private const int NotExecutableFormat = 8;
    private const int PermissionDenied = 13;

    /// <summary>Makes the failure of the attempt.</summary>
    public static JobFailedException Explain(string file, string folder, Win32Exception error)
    {
        var name = Path.GetFileName(file);
        // Windows numbers its errors in another way; its own text has to do there.
        if (OperatingSystem.IsWindows()) return Failure(name, error.Message, error);
        return error.NativeErrorCode switch
        {
            NoEntry => Failure(name, WhatIsMissing(file, folder), error),
            ArgumentsTooLong => new JobFailedException(
                $"cannot start {name}: its arguments are longer than this system allows", error) { Permanent = true },
            NotExecutableFormat => Failure(
                name,
                "it is neither a program for this machine nor a script whose first line names its interpreter, "
                + "such as #!/bin/sh",
                error),
            PermissionDenied => Failure(name, WhatIsForbidden(file), error),
            TextFileBusy => Failure(name, "it is still being written", error),
            _ => Failure(name, error.Message, error),
        };
    }

    private static string WhatIsMissing(string file, string folder)
    {
        if (!Directory.Exists(folder)) return $"its working directory {folder} is gone";
        if (!File.Exists(file)) return "the file is gone";
        var interpreter = Interpreter(file);
        if (interpreter is null) return "a library or loader that it needs is not on this machine";
        return interpreter.EndsWith('\r')
            ? $"its first line names the interpreter {interpreter.TrimEnd('\r')} followed by a carriage return; "
              + "save the file with Unix line ends"
            : $"its first line names the interpreter {interpreter}, which is not on this machine";
    }

    private static string WhatIsForbidden(string file)
    {
        var interpreter = Interpreter(file);
        return interpreter is null
            ? "permission denied"
            : $"permission denied for it or for its interpreter {interpreter}";
    }

    /// <summary>The program that a script's first line names; null when there is no such line.</summary>
    private static string? Interpreter(string file)
    {
        // The kernel reads 256 bytes of the file for this.
        Span<byte> head = stackalloc byte[256];
        try
        {
            using var handle = File.OpenHandle(file);
            head = head[..RandomAccess.Read(handle, head, 0)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        if (!head.StartsWith("#!"u8)) return null;
        var lineEnd = head.IndexOf((byte)'\n');
        var line = Encoding.UTF8.GetString(lineEnd < 0 ? head[2..] : head[2..lineEnd]).TrimStart(' ', '\t');
        var wordEnd = line.AsSpan().IndexOfAny(' ', '\t');
        return wordEnd < 0 ? line : line[..wordEnd];
    }

    private static JobFailedException Failure(string name, string why, Exception error) =>
        new($"cannot start {name}: {why}", error);
}
