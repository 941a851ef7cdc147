using System.CommandLine;
using Gnomon.Triggers;

namespace Gnomon.Cli.Options;

/// <summary>The option <c>--wait [D]</c>. A word after it is its duration only if it reads as one, so that
/// <c>run --wait add 12 45</c> means what it says.</summary>
internal static class WaitOption
{
    private const string Name = "--wait";
    private const string Forever = "forever";

    public static Option<TimeSpan?> Create() => new(Name)
    {
        Description = "Wait for the end of the job, at most this long when a duration is named, and print its result.",
        HelpName = "duration",
        CustomParser = result => result.Tokens[0].Value == Forever
            ? Timeout.InfiniteTimeSpan
            : OptionKinds.ParseDuration(result, Name),
    };

    /// <summary>Gives every <c>--wait</c> without a duration one without end.</summary>
    public static IReadOnlyList<string> Complete(IReadOnlyList<string> args)
    {
        var completed = args.ToArray();
        for (var i = 0; i < completed.Length && completed[i] != "--"; i++)
            if (completed[i] == Name && (i + 1 == completed.Length || !IsDuration(completed[i + 1])))
                completed[i] = $"{Name}={Forever}";
        return completed;
    }

    private static bool IsDuration(string word)
    {
        try
        {
            DurationText.Parse(word);
            return true;
        }
        catch (FormatException)
        {
            // A word that begins with a digit and is all but a duration, such as 5x, is a mistake to be told;
            // a plain number is an argument of the job.
            return false;
        }
    }
}
