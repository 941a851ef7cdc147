namespace Gnomon.Tests.Workflows;

/// <summary>How a step ended, as far as those that wait for it care.</summary>
public enum Ended
{
    Skipped,
    Well,
    Badly,
}
