using System.Text;
using System.Text.Json;
using Gnomon.Jobs;
using Gnomon.Workers;

namespace Gnomon.Executables;

/// <summary>Puts the results of the jobs that a job waited for behind its arguments.</summary>
internal static class ParentArguments
{
    /// <summary>Appends one argument for each parent, and for each member of a group, in the order of the draft: a string
    /// as it is, other JSON as its text, and an empty one for a parent without a result.</summary>
    /// <exception cref="JobFailedException">They are too large, or one cannot be passed to a program; no further attempt
    /// can help.</exception>
    public static async ValueTask AppendAsync(List<string> arguments, JobContext job)
    {
        if (job.Spec.Workflow is not { TakesResults: true }) return;
        var bytes = arguments.Sum(argument => (long)Encoding.UTF8.GetByteCount(argument));
        await foreach (var parent in job.GetParentsAsync().ConfigureAwait(false))
        foreach (var result in parent.Each())
        {
            var text = Text(result);
            if (text.Contains('\0', StringComparison.Ordinal))
                throw Refused(
                    $"the result of step '{parent.Step}' holds a NUL character, which cannot be passed to an executable");
            bytes += Encoding.UTF8.GetByteCount(text);
            if (bytes > JobLimits.MaxArgsBytes)
                throw Refused(
                    $"the arguments with the results of the steps before, up to step '{parent.Step}', take {bytes:N0} "
                    + $"bytes; at most {JobLimits.MaxArgsBytes:N0} are passed to an executable");
            arguments.Add(text);
        }
    }

    private static string Text(ReadOnlyMemory<byte> result)
    {
        if (result.IsEmpty) return "";
        using var document = JsonDocument.Parse(result);
        return document.RootElement.ValueKind == JsonValueKind.String
            ? document.RootElement.GetString()!
            : document.RootElement.GetRawText();
    }

    private static JobFailedException Refused(string message) => new(message) { Permanent = true };
}
