namespace Gnomon.Local.Commands;

/// <summary>One thing that is asked of the store. It is carried out by the owner's thread, alone, and answered when
/// what it wrote is as durable as the store's setting says.</summary>
internal abstract class Command
{
    /// <summary>How many bytes it may write to the journal, at most.</summary>
    public virtual long MaxBytes => 1024;

    /// <summary>How many bytes more that may be for what is in the store: jobs of workflows that it moves.</summary>
    public virtual long ExtraBytes(LocalState state) => 0;

    /// <summary>Whether it brings new work in, which a store on a full disk refuses.</summary>
    public virtual bool Admits => false;

    /// <summary>Carries it out in memory and writes what happened to the state's log.</summary>
    public abstract void Execute(LocalState state, Moment now);

    /// <summary>Answers whoever asked.</summary>
    public abstract void Complete();

    /// <summary>Answers with an error.</summary>
    public abstract void Fail(Exception error);
}
