using System.Globalization;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

/// <summary>A case that other schedulers get wrong or answer differently.</summary>
/// <param name="Id">Its number in our survey of schedulers, with a letter for further rows; <c>own</c> for ours.
/// </param>
/// <param name="Source">The project whose tests it is from, and what it is about.</param>
/// <param name="Text">The trigger.</param>
/// <param name="From">Where the search starts. The ticks asked for come after it.</param>
/// <param name="Expected">The ticks that follow, in their order, with spaces between them; <c>never</c> for none.
/// </param>
public sealed record HardCase(string Id, string Source, string Text, string From, string Expected)
{
    /// <summary>The rows as xunit takes them.</summary>
    public static TheoryData<HardCase> Rows(params HardCase[] cases) => new(cases);

    /// <summary>Asserts that the trigger ticks as expected, forwards and back again.</summary>
    public void Check()
    {
        var trigger = TriggerText.Parse(Text);
        var at = At(From);
        foreach (var word in Expected.Split(' '))
        {
            var next = trigger.Next(at);
            if (word == "never")
            {
                Assert.Null(next);
                return;
            }

            Assert.Equal(At(word), next);
            Assert.True(next.HasValue);
            Assert.Equal(next, trigger.Last(next.Value));
            Assert.Equal(trigger.Last(at), trigger.Last(next.Value.AddTicks(-1)));
            at = next.Value;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Id} {Source}: {Text}";

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
