namespace Gnomon.Testing;

/// <summary>User code that runs in fake time. The clock owns its fields and guards them with its lock.</summary>
internal sealed class HandlerWork
{
    private static readonly AsyncLocal<HandlerWork?> Local = new();

    /// <summary>The user code that runs in this execution context.</summary>
    public static HandlerWork? Current
    {
        get => Local.Value;
        set => Local.Value = value;
    }

    /// <summary>How many timers it has set, and how many others it waits for.</summary>
    public int Holds { get; set; }

    public bool Ended { get; set; }
}
