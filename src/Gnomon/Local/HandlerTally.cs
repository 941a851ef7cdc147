namespace Gnomon.Local;

/// <summary>What happened to the jobs of one handler in one day.</summary>
internal sealed class HandlerTally
{
    public long Accepted, Done, Failed, Retried;
}
