namespace Gnomon.Api;

/// <summary>A request that the API refuses. The message says what was wrong and what is allowed.</summary>
/// <param name="status">The HTTP status that fits.</param>
/// <param name="title">The kind of problem in a few words.</param>
/// <param name="detail">What was wrong, where, and what is allowed.</param>
/// <param name="inner">The cause, if another error is.</param>
public sealed class ApiException(int status, string title, string detail, Exception? inner = null)
    : Exception(detail, inner)
{
    /// <summary>The HTTP status that fits.</summary>
    public int Status { get; } = status;

    /// <summary>The kind of problem in a few words.</summary>
    public string Title { get; } = title;

    /// <summary>What was wrong, where, and what is allowed.</summary>
    public string Detail { get; } = detail;

    /// <summary>The member at fault, such as <c>retry.delays[1]</c>, or null.</summary>
    public string? Field { get; init; }

    /// <summary>The job in the way, such as the one that holds the key of a rejected draft, or null.</summary>
    public string? Job { get; init; }

    /// <summary>The line of the JSON text at fault, from 1, or null.</summary>
    public int? Line { get; init; }

    /// <summary>The character of that line, from 1, or null.</summary>
    public int? Column { get; init; }

    /// <summary>The same as a document.</summary>
    public ProblemDocument ToDocument() => new(Status, Title, Detail)
    {
        Field = Field, Job = Job, Line = Line, Column = Column,
    };
}
