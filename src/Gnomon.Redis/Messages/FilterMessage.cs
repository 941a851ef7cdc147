using Gnomon.Store;

namespace Gnomon.Redis.Messages;

/// <summary>A filter as listing.lua reads it.</summary>
internal static class FilterMessage
{
    public static void Write(MessageWriter writer, JobFilter filter)
    {
        writer.Array(7);
        writer.Number((long?)filter.State);
        writer.Text(filter.Queue);
        writer.Text(filter.Handler);
        writer.Text(filter.Tag);
        writer.Text(filter.Schedule);
        writer.Text(filter.Node);
        if (filter.Workflow is { } workflow) writer.Guid(workflow.Value);
        else writer.Nil();
    }
}
