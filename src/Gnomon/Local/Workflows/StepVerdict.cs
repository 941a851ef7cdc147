namespace Gnomon.Local.Workflows;

/// <summary>What what it waits for means for a step.</summary>
internal enum StepVerdict : byte
{
    /// <summary>Something has not come yet.</summary>
    Wait,

    /// <summary>All has come.</summary>
    Go,

    /// <summary>Something can no longer come.</summary>
    Skip,
}
