namespace Gnomon.Local.Commands;

/// <summary>A command with an answer.</summary>
internal abstract class AnsweredCommand<T> : Command
{
    // Continuations must not run on the owner's thread: they would hold up everybody.
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _value = default!;

    public Task<T> Answer => _answer.Task;

    public sealed override void Execute(LocalState state, Moment now) => _value = Run(state, now);

    public sealed override void Complete() => _answer.TrySetResult(_value);

    public sealed override void Fail(Exception error) => _answer.TrySetException(error);

    protected abstract T Run(LocalState state, Moment now);
}
