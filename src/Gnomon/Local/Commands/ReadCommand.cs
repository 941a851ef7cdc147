namespace Gnomon.Local.Commands;

/// <summary>A question. It sees the state between two commands.</summary>
internal sealed class ReadCommand<T>(Func<LocalState, Moment, T> read) : AnsweredCommand<T>
{
    public override long MaxBytes => 0;

    protected override T Run(LocalState state, Moment now) => read(state, now);
}
