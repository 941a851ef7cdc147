namespace Gnomon.Wire;

/// <summary>What happened to a connection.</summary>
public enum WireState
{
    /// <summary>It is ready for commands; what subscriptions could have told while it was down is lost.</summary>
    Connected,

    /// <summary>An established connection broke; it will be made again.</summary>
    Broken,

    /// <summary>An attempt to connect failed; another one follows.</summary>
    AttemptFailed,

    /// <summary>A handler of pushed messages threw an exception; the connection goes on.</summary>
    HandlerFailed,
}
