using Gnomon.Triggers;

namespace Gnomon.Api;

/// <summary>What a time rule of a request is read with.</summary>
/// <param name="Schedule">The id of its schedule, by which <c>H</c> picks its values.</param>
/// <param name="Now">The time of the request.</param>
/// <param name="Before">The rule that it replaces, or null.</param>
/// <param name="Calendars">The calendars that are known by name.</param>
internal sealed record TriggerContext(
    string Schedule, DateTimeOffset Now, Trigger? Before, KnownCalendars Calendars);
