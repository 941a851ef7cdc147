using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Gnomon.Jobs;

namespace Gnomon.Workers;

/// <summary>The handler that every worker has for jobs that only bring others together: where many ends of a workflow
/// meet many beginnings, one job between them saves an edge for each pair; and the end of a group answers for its
/// members. Its arguments, where it has some, are
/// <code>{"results": how many parents give theirs, "signals": whether to answer what the signals carried}</code>
/// </summary>
internal static class JoinHandler
{
    public const string Name = "join";

    private const int MaxNamed = 5;

    /// <summary>Returns the results of the parents as an array, null for one without; or what the signals carried; or
    /// nothing where the job does not ask for them.</summary>
    /// <exception cref="JobFailedException">A job that it gathers has failed or was cancelled; or the results are larger
    /// together than a result may be.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> RunAsync(JobContext job)
    {
        if (job.Spec.Workflow is not { } place) return default;
        var (wanted, signals) = Read(job.Spec.Args);
        if (!place.TakesResults) wanted = 0;
        var gathers = place.Parents.Any(parent => parent.When == ParentCondition.Gathered);
        if (gathers || wanted > 0) return await GatherAsync(job, place, wanted).ConfigureAwait(false);
        return signals ? Carried(place.Signals, await job.GetSignalsAsync().ConfigureAwait(false)) : default;
    }

    private static async ValueTask<ReadOnlyMemory<byte>> GatherAsync(JobContext job, WorkflowPlace place, int wanted)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
        var conditions = place.Parents.ToDictionary(parent => parent.Job, parent => parent.When);
        var (index, failures, named) = (0, 0, new List<string>());
        await foreach (var parent in job.GetParentsAsync().ConfigureAwait(false))
        {
            if (conditions[parent.Id] == ParentCondition.Gathered && !parent.Skipped && parent.State != JobState.Succeeded
                && ++failures <= MaxNamed)
                named.Add($"{Within(place.Step, parent.Step)} ({parent.State.ToString().ToLowerInvariant()})");
            if (index++ >= wanted || failures > 0) continue;
            if (parent.Result.IsEmpty) writer.WriteNullValue();
            else writer.WriteRawValue(parent.Result.Span);
            if (writer.BytesCommitted + writer.BytesPending > JobLimits.MaxResultBytes) throw TooLarge();
        }

        if (failures > 0) throw Failed(place, failures, named);
        if (wanted == 0) return default;
        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>What the signals carried that a job waited for: the one of a single signal, else an object of all.</summary>
    private static ReadOnlyMemory<byte> Carried(
        IReadOnlyList<string> names, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> signals)
    {
        if (names.Count == 1) return signals.GetValueOrDefault(names[0]);
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        foreach (var name in names)
        {
            writer.WritePropertyName(name);
            if (signals.GetValueOrDefault(name) is { IsEmpty: false } payload) writer.WriteRawValue(payload.Span);
            else writer.WriteNullValue();
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory.Length <= JobLimits.MaxResultBytes ? buffer.WrittenMemory : throw TooLarge();
    }

    private static (int Wanted, bool Signals) Read(ReadOnlyMemory<byte> args)
    {
        if (args.IsEmpty) return (int.MaxValue, false);
        using var document = JsonDocument.Parse(args);
        if (document.RootElement.ValueKind != JsonValueKind.Object) return (int.MaxValue, false);
        return (
            document.RootElement.TryGetProperty("results"u8, out var results) ? results.GetInt32() : int.MaxValue,
            document.RootElement.TryGetProperty("signals"u8, out var signals) && signals.GetBoolean());
    }

    /// <summary>A member's name as its group knows it.</summary>
    private static string Within(string group, string step) =>
        step.StartsWith($"{group}/", StringComparison.Ordinal) ? step[(group.Length + 1)..] : step;

    private static JobFailedException Failed(WorkflowPlace place, int failures, List<string> named)
    {
        var members = place.Parents.Count(parent => parent.When is ParentCondition.Gathered or ParentCondition.Ended);
        var more = failures > named.Count
            ? string.Create(CultureInfo.InvariantCulture, $" and {failures - named.Count:N0} more")
            : "";
        return new JobFailedException(string.Create(
            CultureInfo.InvariantCulture,
            $"{failures:N0} of {members:N0} did not succeed: {string.Join(", ", named)}{more}")) { Permanent = true };
    }

    private static JobFailedException TooLarge() => new(
        $"the results of the parents take more than {JobLimits.MaxResultBytes:N0} bytes together, the most that a result "
        + "may take; let the job that needs them read them one by one") { Permanent = true };
}
