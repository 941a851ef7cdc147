namespace Gnomon.Store;

/// <summary>What became of one claim.</summary>
public enum RenewOutcome : byte
{
    /// <summary>It goes on.</summary>
    Held,

    /// <summary>It is the node's no more; whatever the handler does will be refused.</summary>
    Lost,

    /// <summary>It goes on, but somebody wants the job cancelled.</summary>
    CancelRequested,
}
