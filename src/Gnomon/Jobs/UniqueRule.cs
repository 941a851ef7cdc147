namespace Gnomon.Jobs;

/// <summary>What a job's unique key means. The rule of the draft that comes decides where to look and what a duplicate
/// does; the rule of the job that holds the key decides how long it holds it. Of several holders, which different
/// scopes allow, the one that holds it longest stands, and of those the newest. A job that waits past its deadline
/// holds nothing.</summary>
public sealed record UniqueRule
{
    /// <summary>One job of a key in its queue until it has ended; a duplicate is answered with that job.</summary>
    public static readonly UniqueRule Default = new();

    /// <summary>Among which jobs the key is unique.</summary>
    public KeyScope Scope { get; init; }

    /// <summary>How long in its life the job holds the key.</summary>
    public KeyHold Hold { get; init; }

    /// <summary>The longest time from acceptance that the job holds the key, whatever its state; longer than zero. Null
    /// means no such bound.</summary>
    public TimeSpan? Period { get; init; }

    /// <summary>What a draft with this rule does when its key is taken.</summary>
    public DuplicateAction OnDuplicate { get; init; }
}
