using System.Text;
using Gnomon.Jobs;

namespace Gnomon.Workers;

/// <summary>What is kept of an exception.</summary>
internal static class ErrorText
{
    /// <summary>Most causes that are told.</summary>
    private const int MaxCauses = 5;

    /// <summary>The message on the first line; then where it was thrown, and its causes, as far as
    /// <see cref="JobLimits.MaxErrorLength"/> allows. An exception that a handler throws to say how it is to be treated
    /// speaks for itself: only its message and its cause are kept.</summary>
    public static string Of(Exception error)
    {
        var text = new StringBuilder();
        Add(text, error, isTold: error is JobFailedException or SnoozeException);
        var cause = error.InnerException;
        for (var left = MaxCauses; cause is not null && left > 0 && text.Length < JobLimits.MaxErrorLength; left--)
        {
            text.Append("\ncaused by ");
            Add(text, cause, isTold: false);
            cause = cause.InnerException;
        }

        return text.Length > JobLimits.MaxErrorLength ? text.ToString(0, JobLimits.MaxErrorLength) : text.ToString();
    }

    private static void Add(StringBuilder text, Exception error, bool isTold)
    {
        try
        {
            var message = error.Message;
            if (!isTold) text.Append(error.GetType().Name).Append(": ");
            text.Append(message);
            if (!isTold && error.StackTrace is { Length: > 0 } stack) text.Append('\n').Append(stack);
        }
        catch (Exception)
        {
            // The message is the handler's code too, and must not take the slot down with it.
            text.Append(error.GetType().Name).Append(" (its message cannot be read)");
        }
    }
}
