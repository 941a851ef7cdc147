using Gnomon.Api;

namespace Gnomon.Cli.Options;

/// <summary>Reads what an option names as a file.</summary>
internal static class InputFile
{
    /// <summary>The whole file, or standard input for <c>-</c>.</summary>
    /// <exception cref="CommandFailedException">It cannot be read, or is larger than a request may be.</exception>
    public static async Task<byte[]> ReadAsync(string option, string file, CancellationToken cancellation)
    {
        try
        {
            var input = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
            await using (input.ConfigureAwait(false))
            {
                using var bytes = new MemoryStream();
                var buffer = new byte[64 * 1024];
                int read;
                while ((read = await input.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
                {
                    bytes.Write(buffer, 0, read);
                    if (bytes.Length > ApiLimits.MaxBodyBytes)
                        throw new CommandFailedException(
                            ExitCodes.Usage, $"{option}: '{file}' is larger than {ApiLimits.MaxBodyBytes:N0} bytes");
                }

                return bytes.ToArray();
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCodes.Usage, $"{option}: {error.Message}", error);
        }
    }
}
