using System.Buffers;
using System.Text.Json;
using Gnomon.Jobs;

namespace Gnomon.Workers;

/// <summary>The handler that every worker has for jobs that only bring others together: where many ends of a workflow
/// meet many beginnings, one job between them saves an edge for each pair.</summary>
internal static class JoinHandler
{
    public const string Name = "join";

    /// <summary>Returns the results of the parents as an array, null for one without; or nothing where the job does not
    /// ask for them.</summary>
    /// <exception cref="JobFailedException">They are larger together than a result may be.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> RunAsync(JobContext job)
    {
        if (job.Spec.Workflow is not { TakesResults: true }) return default;
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
        await foreach (var parent in job.GetParentsAsync().ConfigureAwait(false))
        {
            if (parent.Result.IsEmpty) writer.WriteNullValue();
            else writer.WriteRawValue(parent.Result.Span);
            if (writer.BytesCommitted + writer.BytesPending <= JobLimits.MaxResultBytes) continue;
            throw new JobFailedException(
                $"the results of the parents take more than {JobLimits.MaxResultBytes:N0} bytes together, the most that "
                + "a result may take; let the job that needs them read them one by one") { Permanent = true };
        }

        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
