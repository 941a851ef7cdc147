namespace Gnomon.Wire.Resp;

/// <summary>The first words of errors that callers act upon.</summary>
public static class RespErrorCodes
{
    /// <summary>Any error without a code of its own.</summary>
    public const string Error = "ERR";

    /// <summary>User or password are wrong.</summary>
    public const string WrongPassword = "WRONGPASS";

    /// <summary>The server wants a password and got none.</summary>
    public const string NoAuth = "NOAUTH";

    /// <summary>The user may not do this.</summary>
    public const string NoPermission = "NOPERM";

    /// <summary>The server does not speak the asked version of the protocol.</summary>
    public const string NoProtocol = "NOPROTO";

    /// <summary>The hash slot belongs to another node, for good.</summary>
    public const string Moved = "MOVED";

    /// <summary>The hash slot is on its way to another node: only this command goes there.</summary>
    public const string Ask = "ASK";

    /// <summary>The keys of the command are on both sides of a slot that moves.</summary>
    public const string TryAgain = "TRYAGAIN";

    /// <summary>The keys of the command lie in different hash slots.</summary>
    public const string CrossSlot = "CROSSSLOT";

    /// <summary>The cluster does not serve this slot.</summary>
    public const string ClusterDown = "CLUSTERDOWN";

    /// <summary>The server reads its data set into memory.</summary>
    public const string Loading = "LOADING";

    /// <summary>The server is a replica and takes no writes.</summary>
    public const string ReadOnly = "READONLY";

    /// <summary>The server's memory is full.</summary>
    public const string OutOfMemory = "OOM";

    /// <summary>The server does not know the script.</summary>
    public const string NoScript = "NOSCRIPT";

    /// <summary>The server is busy with a script.</summary>
    public const string Busy = "BUSY";

    /// <summary>The busy script has written already and cannot be killed.</summary>
    public const string Unkillable = "UNKILLABLE";

    /// <summary>The replica has lost its master and is configured not to answer.</summary>
    public const string MasterDown = "MASTERDOWN";

    /// <summary>Too few replicas are connected for a write.</summary>
    public const string NoReplicas = "NOREPLICAS";

    /// <summary>The last save to disk failed, and the server is configured to refuse writes then.</summary>
    public const string Misconfigured = "MISCONF";

    /// <summary>The key holds another type.</summary>
    public const string WrongType = "WRONGTYPE";
}
