using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>What people are told about a step that was ended for the end of another one; the same on every engine.</summary>
internal static class SkipReason
{
    /// <summary>When the other step is not there any more.</summary>
    public const string Unknown = "a step of its workflow ended otherwise";

    /// <summary>The sentence.</summary>
    /// <param name="spec">The specification of the step that was ended.</param>
    /// <param name="cause">The job of the other step.</param>
    /// <param name="step">Its name.</param>
    /// <param name="state">How it stands.</param>
    /// <param name="wasSkipped">Whether it was itself ended for the end of another one.</param>
    public static string Of(JobSpec spec, JobId cause, string step, JobState state, bool wasSkipped)
    {
        var how = wasSkipped ? "was skipped" : $"ended {state.ToString().ToLowerInvariant()}";
        foreach (var parent in spec.Workflow?.Parents ?? [])
            if (parent.Job == cause)
                return parent.When == ParentCondition.Failed
                    ? $"it waited for a failure, and step '{step}' {how}"
                    : $"it waited for the success of step '{step}', which {how}";
        return $"step '{step}' {how}, which ends the rest of its workflow";
    }
}
