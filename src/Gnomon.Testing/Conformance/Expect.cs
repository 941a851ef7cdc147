using System.Globalization;

namespace Gnomon.Testing.Conformance;

/// <summary>The suite's own assertions, so that it depends on no test runner.</summary>
public static class Expect
{
    private const int MostItemsShown = 20;

    /// <summary>Fails unless <paramref name="condition"/> holds.</summary>
    /// <param name="condition">What must hold.</param>
    /// <param name="expected">What was expected, as a clause: "the claim answers no job".</param>
    /// <exception cref="ExpectationException">It does not hold.</exception>
    public static void That(bool condition, string expected)
    {
        if (!condition) throw new ExpectationException($"Expected: {expected}.");
    }

    /// <summary>Fails unless two values are equal.</summary>
    /// <param name="expected">The right value.</param>
    /// <param name="actual">The value that came.</param>
    /// <param name="what">What the value is: "the state of the job".</param>
    /// <exception cref="ExpectationException">They differ.</exception>
    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new ExpectationException($"Expected {what} to be {Show(expected)}, but it is {Show(actual)}.");
    }

    /// <summary>Fails unless two lists hold equal items in the same order.</summary>
    /// <param name="expected">The right items.</param>
    /// <param name="actual">The items that came.</param>
    /// <param name="what">What the items are: "the claimed jobs".</param>
    /// <exception cref="ExpectationException">They differ.</exception>
    public static void Sequence<T>(IEnumerable<T> expected, IEnumerable<T> actual, string what)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        T[] right = [.. expected];
        T[] came = [.. actual];
        if (!right.AsSpan().SequenceEqual(came))
            throw new ExpectationException($"Expected {what} to be {ShowAll(right)}, but they are {ShowAll(came)}.");
    }

    /// <summary>Fails unless a value is there, and answers it.</summary>
    /// <param name="value">The value.</param>
    /// <param name="what">What it is: "the job".</param>
    /// <exception cref="ExpectationException">It is null.</exception>
    public static T Present<T>(T? value, string what)
        where T : class =>
        value ?? throw new ExpectationException($"Expected {what} to be there, but there is none.");

    /// <summary>Fails unless a value is null.</summary>
    /// <param name="value">The value.</param>
    /// <param name="what">What it is: "the job after its retention".</param>
    /// <exception cref="ExpectationException">It is something.</exception>
    public static void Absent<T>(T? value, string what)
    {
        if (value is not null) throw new ExpectationException($"Expected no {what}, but there is {Show(value)}.");
    }

    /// <summary>Fails unless <paramref name="action"/> throws exactly the given exception, and answers it.</summary>
    /// <param name="action">What must be refused.</param>
    /// <param name="what">What it does: "storing a job without a handler".</param>
    /// <exception cref="ExpectationException">It ends well. Another exception comes out as it is.</exception>
    public static async Task<TException> ThrowsAsync<TException>(Func<Task> action, string what)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(action);
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (TException refused)
        {
            return refused;
        }

        throw new ExpectationException(
            $"Expected {what} to be refused with {typeof(TException).Name}, but it went through.");
    }

    private static string ShowAll<T>(T[] items)
    {
        var shown = string.Join(", ", items.Take(MostItemsShown).Select(Show));
        return items.Length > MostItemsShown ? $"{items.Length} items [{shown}, …]" : $"[{shown}]";
    }

    private static string Show<T>(T value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        DateTimeOffset instant => instant.ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "null",
    };
}
