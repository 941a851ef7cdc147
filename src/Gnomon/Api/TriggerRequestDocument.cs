using System.Text.Json;

namespace Gnomon.Api;

/// <summary>How a schedule is to run now.</summary>
public sealed record TriggerRequestDocument
{
    /// <summary>Other arguments than those of the schedule; null means its own.</summary>
    public JsonElement? Args { get; init; }

    /// <summary>What to do while an earlier job of the schedule has not ended, as in a schedule; null means what the
    /// schedule says.</summary>
    public string? Overlap { get; init; }
}
