using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Workflows;

namespace Gnomon.Local.Journal;

/// <summary>The records of workflows.</summary>
internal sealed partial class JournalReplay
{
    private LocalWorkflow? FindWorkflow(ref RecordReader reader)
    {
        var id = new WorkflowId(reader.Guid());
        var workflow = state.FindWorkflow(id);
        if (workflow is null && !_restating && !lenient)
            throw new InvalidDataException($"a record speaks of workflow {id}, which is not there");
        return workflow;
    }

    private void EndedBy(ref RecordReader reader)
    {
        var job = Find(ref reader);
        var cause = reader.Number();
        if (job is LocalStep step) state.SetEndedBy(step, cause);
    }

    private void Signalled(ref RecordReader reader)
    {
        var workflow = FindWorkflow(ref reader);
        var name = reader.Text();
        var payload = reader.Bytes().ToArray();
        if (workflow is not null) state.AddSignal(workflow, name, payload);
    }

    private void Cancelled(ref RecordReader reader)
    {
        var workflow = FindWorkflow(ref reader);
        var cancelled = reader.Byte() != 0;
        if (workflow is not null) state.SetCancelled(workflow, cancelled);
    }
}
