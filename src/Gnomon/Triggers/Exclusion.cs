namespace Gnomon.Triggers;

/// <summary>Times at which a trigger does not tick.</summary>
public abstract record Exclusion
{
    private protected Exclusion()
    {
    }

    /// <summary>The exclusion as text, see <see cref="TriggerText"/>.</summary>
    public abstract string Text { get; }

    /// <summary>Whether it takes an instant away.</summary>
    /// <param name="instant">The instant.</param>
    /// <param name="run">If so, a run of instants around it that are all taken away.</param>
    internal abstract bool Covers(DateTimeOffset instant, out InstantRun run);

    /// <inheritdoc/>
    public sealed override string ToString() => Text;
}
