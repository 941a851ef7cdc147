using Gnomon.Jobs;

namespace Gnomon.Codecs;

/// <summary>The parts of a specification that few jobs have, in their encoded form.
/// <code>flags · [scope, hold, on duplicate, period] · [limit key] · [headers] · [version of the arguments]
/// · [parent] · [node] · [workflow, step, parents, signals, group, on failure, takes results, delay]</code></summary>
internal static class SpecExtras
{
    [Flags]
    private enum Parts : byte
    {
        None = 0,
        Unique = 1,
        LimitKey = 2,
        Headers = 4,
        ArgsVersion = 8,
        Parent = 16,
        Node = 32,
        Workflow = 64,
        All = Unique | LimitKey | Headers | ArgsVersion | Parent | Node | Workflow,
    }

    public static bool AreIn(JobSpec spec) => !spec.IsPlain && PartsOf(spec) != Parts.None;

    public static void Write(RecordWriter writer, JobSpec spec)
    {
        var parts = PartsOf(spec);
        writer.Byte((byte)parts);
        if (parts.HasFlag(Parts.Unique))
        {
            writer.Byte((byte)spec.Unique.Scope);
            writer.Byte((byte)spec.Unique.Hold);
            writer.Byte((byte)spec.Unique.OnDuplicate);
            writer.Number(spec.Unique.Period?.Ticks ?? 0);
        }

        if (spec.LimitKey is { } limitKey) writer.Text(limitKey);
        if (parts.HasFlag(Parts.Headers)) WriteHeaders(writer, spec.Headers);
        if (parts.HasFlag(Parts.ArgsVersion)) writer.Number(spec.ArgsVersion);
        if (spec.Parent is { } parent) writer.Guid(parent.Value);
        if (spec.Node is { } node) writer.Text(node);
        if (spec.Workflow is { } place) WorkflowCodec.Write(writer, place);
    }

    /// <returns>The specification with what was read.</returns>
    /// <exception cref="InvalidDataException">A newer program wrote parts that this one does not know.</exception>
    public static JobSpec Read(ref RecordReader reader, JobSpec spec)
    {
        var parts = (Parts)reader.Byte();
        if ((parts & ~Parts.All) != 0)
            throw new InvalidDataException($"a job has parts that this program does not know: {(byte)parts}");
        if (parts.HasFlag(Parts.Unique)) spec = spec with { Unique = ReadUnique(ref reader) };
        if (parts.HasFlag(Parts.LimitKey)) spec = spec with { LimitKey = reader.Text() };
        if (parts.HasFlag(Parts.Headers)) spec = spec with { Headers = ReadHeaders(ref reader) };
        if (parts.HasFlag(Parts.ArgsVersion)) spec = spec with { ArgsVersion = reader.Int32() };
        if (parts.HasFlag(Parts.Parent)) spec = spec with { Parent = new JobId(reader.Guid()) };
        if (parts.HasFlag(Parts.Node)) spec = spec with { Node = reader.Text() };
        if (parts.HasFlag(Parts.Workflow)) spec = spec with { Workflow = WorkflowCodec.ReadPlace(ref reader) };
        return spec;
    }

    public static void WriteHeaders(RecordWriter writer, IReadOnlyDictionary<string, string> headers)
    {
        writer.Number(headers.Count);
        foreach (var (name, value) in headers)
        {
            writer.Text(name);
            writer.Text(value);
        }
    }

    public static Dictionary<string, string> ReadHeaders(ref RecordReader reader)
    {
        var count = reader.Int32();
        var headers = new Dictionary<string, string>(count, StringComparer.Ordinal);
        for (; count > 0; count--) headers.Add(reader.Text(), reader.Text());
        return headers;
    }

    private static Parts PartsOf(JobSpec spec) =>
        (spec.Key is null || spec.Unique == UniqueRule.Default ? 0 : Parts.Unique)
        | (spec.LimitKey is null ? 0 : Parts.LimitKey)
        | (spec.Headers.Count == 0 ? 0 : Parts.Headers)
        | (spec.ArgsVersion == 0 ? 0 : Parts.ArgsVersion)
        | (spec.Parent is null ? 0 : Parts.Parent)
        | (spec.Node is null ? 0 : Parts.Node)
        | (spec.Workflow is null ? 0 : Parts.Workflow);

    private static UniqueRule ReadUnique(ref RecordReader reader)
    {
        var (scope, hold, onDuplicate) = (reader.Byte(), reader.Byte(), reader.Byte());
        var period = reader.Number();
        return new UniqueRule
        {
            Scope = (KeyScope)scope,
            Hold = (KeyHold)hold,
            OnDuplicate = (DuplicateAction)onDuplicate,
            Period = period == 0 ? null : new TimeSpan(period),
        };
    }
}
