using System.Runtime.InteropServices;
using System.Text.Json;
using Gnomon.Jobs;

namespace Gnomon.Workers;

/// <summary>How a job ended that another one waited for.</summary>
/// <param name="Id">The job.</param>
/// <param name="Step">Its name in the workflow.</param>
/// <param name="State">The state it ended in.</param>
public sealed record ParentResult(JobId Id, string Step, JobState State)
{
    /// <summary>Its result as UTF-8 JSON, decrypted; empty when it has none.</summary>
    public ReadOnlyMemory<byte> Result { get; init; }

    /// <summary>Whether it never ran, because what it waited for ended otherwise.</summary>
    public bool Skipped { get; init; }

    /// <summary>Whether it only brought others together, so that its result is an array of theirs.</summary>
    internal bool IsGroup { get; init; }

    /// <summary>The last error, or why it was skipped, or null.</summary>
    public string? Error { get; init; }

    /// <summary>The result; of a group, the result of each member.</summary>
    internal IEnumerable<ReadOnlyMemory<byte>> Each()
    {
        if (!IsGroup || Result.IsEmpty) return [Result];
        using var document = JsonDocument.Parse(Result);
        if (document.RootElement.ValueKind != JsonValueKind.Array) return [Result];
        return
        [
            .. document.RootElement.EnumerateArray().Select(ReadOnlyMemory<byte> (element) =>
                element.ValueKind == JsonValueKind.Null ? default : JsonMarshal.GetRawUtf8Value(element).ToArray()),
        ];
    }
}
