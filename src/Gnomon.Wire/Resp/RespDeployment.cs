namespace Gnomon.Wire.Resp;

/// <summary>How the servers that a URL names belong together.</summary>
public enum RespDeployment
{
    /// <summary>One server.</summary>
    Single,

    /// <summary>The hosts are Sentinels, which tell where the master of a service is.</summary>
    Sentinel,

    /// <summary>The hosts are nodes of a cluster.</summary>
    Cluster,
}
