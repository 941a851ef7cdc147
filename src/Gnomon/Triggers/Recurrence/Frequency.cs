namespace Gnomon.Triggers.Recurrence;

/// <summary>The period that a rule repeats in, from the shortest to the longest.</summary>
internal enum Frequency
{
    Secondly,
    Minutely,
    Hourly,
    Daily,
    Weekly,
    Monthly,
    Yearly,
}
