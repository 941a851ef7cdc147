namespace Gnomon.Jobs;

/// <summary>Among which jobs a unique key is unique.</summary>
public enum KeyScope : byte
{
    /// <summary>Among the jobs of the same queue.</summary>
    Queue,

    /// <summary>Among the jobs of the same handler, in whatever queue.</summary>
    Handler,

    /// <summary>Among all jobs of the store.</summary>
    Global,
}
