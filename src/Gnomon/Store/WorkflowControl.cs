using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>Asks for a change of a whole workflow, in one step.</summary>
/// <param name="Workflow">Which.</param>
/// <param name="Action">The change.</param>
public sealed record WorkflowControl(WorkflowId Workflow, WorkflowAction Action)
{
    /// <summary>The name of the signal, for <see cref="WorkflowAction.Signal"/>. The first one of a name counts.</summary>
    public string? Signal { get; init; }

    /// <summary>What the signal carries, as UTF-8 JSON, at most <see cref="JobLimits.MaxArgsBytes"/>.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }
}
