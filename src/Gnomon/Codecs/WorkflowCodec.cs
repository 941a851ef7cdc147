using Gnomon.Jobs;

namespace Gnomon.Codecs;

/// <summary>The encoded form of a job's place in its workflow.
/// <code>workflow · step · count · (parent, condition)* · count · signal* · group · on failure · takes results · delay</code>
/// </summary>
internal static class WorkflowCodec
{
    public static void Write(RecordWriter writer, WorkflowPlace place)
    {
        writer.Guid(place.Workflow.Value);
        writer.Text(place.Step);
        writer.Number(place.Parents.Count);
        foreach (var parent in place.Parents)
        {
            writer.Guid(parent.Job.Value);
            writer.Byte((byte)parent.When);
        }

        writer.Number(place.Signals.Count);
        foreach (var signal in place.Signals) writer.Text(signal);
        writer.Text(place.Group ?? "");
        writer.Byte((byte)place.OnFailure);
        writer.Byte(place.TakesResults ? (byte)1 : (byte)0);
        writer.Number(place.Delay.Ticks);
    }

    public static WorkflowPlace ReadPlace(ref RecordReader reader)
    {
        var (workflow, step) = (new WorkflowId(reader.Guid()), reader.Text());
        var parents = new JobParent[reader.Int32()];
        for (var i = 0; i < parents.Length; i++)
        {
            var job = new JobId(reader.Guid());
            parents[i] = new JobParent(job, (ParentCondition)reader.Byte());
        }

        var signals = new string[reader.Int32()];
        for (var i = 0; i < signals.Length; i++) signals[i] = reader.Text();
        var group = reader.Text();
        var onFailure = (StepFailure)reader.Byte();
        return new WorkflowPlace(workflow, step)
        {
            Parents = parents, Signals = signals, Group = group.Length == 0 ? null : group, OnFailure = onFailure,
            TakesResults = reader.Byte() != 0, Delay = new TimeSpan(reader.Number()),
        };
    }
}
