using System.Runtime.InteropServices;
using System.Text;

namespace Gnomon.Executables;

/// <summary>Follows links.</summary>
internal static partial class FileLinks
{
    private const int PathMax = 4096;

    /// <summary>The path with every link in it followed; null when it leads nowhere.</summary>
    public static string? Resolve(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true);
            return target is null ? path : target.Exists ? target.FullName : null;
        }

        // The framework's ResolveLinkTarget follows the last part of a path only; a folder in the middle may be a link.
        Span<byte> real = stackalloc byte[PathMax];
        if (RealPath(path, real) == 0) return null;
        return Encoding.UTF8.GetString(real[..real.IndexOf((byte)0)]);
    }

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint RealPath(string path, Span<byte> real);
}
