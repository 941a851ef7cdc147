using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Journal;
using Gnomon.Store;

namespace Gnomon.Local.Workflows;

/// <summary>The form of a workflow in the journal, without its jobs.
/// <code>id · number · created · name · retention · schedule · tick · cancelled · count · (group, places)*
/// · count · (signal, payload)* · [template, tag, queue, until, sharded]</code></summary>
internal static class WorkflowRecords
{
    /// <summary>Upper bound of the bytes that one takes with its record.</summary>
    public static long MaxBytes(WorkflowDraft draft)
    {
        var bytes = 128L + ((draft.Name?.Length ?? 0) + (draft.Schedule?.Length ?? 0)) * 3;
        foreach (var (name, _) in draft.Groups) bytes += name.Length * 3L + 20;
        if (draft.Broadcast is { } terms)
            bytes += JobSpecCodec.Encode(terms.Template).Length
                + ((terms.Tag?.Length ?? 0) + (terms.Queue?.Length ?? 0)) * 3L + 64;
        return bytes;
    }

    /// <summary>The bytes of the signals that have come.</summary>
    public static long SignalBytes(LocalWorkflow workflow) =>
        workflow.Signals.Sum(signal => signal.Key.Length * 3L + signal.Value.Length + 20);

    public static void Write(RecordWriter records, LocalWorkflow workflow)
    {
        records.Byte((byte)RecordKind.WorkflowPut);
        records.Guid(workflow.Id.Value);
        records.Number(workflow.Number);
        records.Int64(workflow.CreatedAt);
        records.OptionalText(workflow.Name);
        records.Number(workflow.Retention);
        records.OptionalText(workflow.Schedule);
        records.Int64(workflow.Tick);
        records.Byte(workflow.CancelRequested ? (byte)1 : (byte)0);
        records.Number(workflow.Groups.Count);
        foreach (var (name, group) in workflow.Groups)
        {
            records.Text(name);
            records.Number(group.Places);
        }

        records.Number(workflow.Signals.Count);
        foreach (var (name, payload) in workflow.Signals)
        {
            records.Text(name);
            records.Bytes(payload);
        }

        records.Byte(workflow.Broadcast is null ? (byte)0 : (byte)1);
        if (workflow.Broadcast is { } terms) BroadcastCodec.Write(records, terms);
    }

    /// <summary>Reads one, over what is known of it already.</summary>
    public static void Read(ref RecordReader reader, LocalState state)
    {
        var workflow = state.WorkflowOf(new WorkflowId(reader.Guid()));
        state.Number(workflow, reader.Number());
        workflow.CreatedAt = reader.Int64();
        workflow.Name = reader.OptionalText();
        workflow.Retention = reader.Number();
        workflow.Schedule = reader.OptionalText();
        workflow.Tick = reader.Int64();
        workflow.CancelRequested = reader.Byte() != 0;
        workflow.Groups.Clear();
        for (var left = reader.Number(); left > 0; left--)
        {
            var name = reader.Text();
            workflow.Groups[name] = new LocalGroup(reader.Int32());
        }

        workflow.Signals.Clear();
        for (var left = reader.Number(); left > 0; left--)
        {
            var name = reader.Text();
            workflow.Signals[name] = reader.Bytes().ToArray();
        }

        workflow.Broadcast = reader.Byte() == 0 ? null : BroadcastCodec.Read(ref reader);
    }
}
