namespace Gnomon.Jobs;

/// <summary>A job, schedule or request that no store accepts. The message says what is wrong and what is allowed.
/// </summary>
/// <param name="field">The member at fault, as the wire names it (<c>retry.delays[1]</c>).</param>
/// <param name="message">What is wrong with it and what is allowed.</param>
public sealed class InvalidJobException(string field, string message) : Exception($"{field}: {message}")
{
    /// <summary>The member at fault, as the wire names it.</summary>
    public string Field { get; } = field;

    /// <summary>What is wrong with it, without the field's name.</summary>
    public string Problem { get; } = message;
}
