namespace Gnomon.Wire;

/// <summary>Why a command has no answer, and with it whether the server may have carried it out.</summary>
public enum WireProblem
{
    /// <summary>No connection came about within the connect time-out. The command was never sent.</summary>
    Unreachable,

    /// <summary>The server or its certificate turned the connection down, for example for a wrong password. The command
    /// was never sent.</summary>
    Refused,

    /// <summary>The connection broke before the command left. It was never sent.</summary>
    NotSent,

    /// <summary>So much was already on its way that there was no room for the command within the command time-out. It was
    /// never sent.</summary>
    Overloaded,

    /// <summary>The connection has been closed by its owner. The command was never sent.</summary>
    Closed,

    /// <summary>The connection broke after the command, or a part of it, left. Nobody knows whether it was carried out.
    /// </summary>
    Unanswered,

    /// <summary>No answer came within the command time-out. Nobody knows whether the command was carried out.</summary>
    TimedOut,

    /// <summary>The server sent what the protocol does not allow, or more than the limits allow. Nobody knows whether the
    /// command was carried out.</summary>
    Protocol,
}
