using Gnomon.Triggers;

namespace Gnomon.Api;

/// <summary>Reads the members of time rules that say whose clock, and names the one at fault.</summary>
internal static class ClockFields
{
    /// <summary>Reads a cron expression with its zone and rules.</summary>
    /// <param name="path">The object that holds the members, such as <c>trigger.any[1]</c>.</param>
    /// <param name="seed">What <c>H</c> picks its values by.</param>
    /// <param name="cron">The expression.</param>
    /// <param name="dialect">The member of this name.</param>
    /// <param name="zone">Whose local time.</param>
    /// <exception cref="ApiException">400; names the member.</exception>
    public static CronTrigger ToCron(string path, string seed, string cron, string? dialect, TimeZoneInfo zone)
    {
        var words = dialect is null
            ? CronDialect.Native
            : Read($"{path}.dialect", () => ClockWords.ToDialect(dialect));
        return new CronTrigger(Read($"{path}.cron", () => CronExpression.Parse(cron, words, seed)), zone);
    }

    /// <summary>Reads a zone, by its IANA id or that of Windows.</summary>
    /// <exception cref="ApiException">400: there is none; names the nearest.</exception>
    public static TimeZoneInfo ToZone(string path, string? id, TimeZoneInfo absent) =>
        id is null ? absent : Read($"{path}.zone", () => TimeZones.Find(WindowsZones.ToIana(id)));

    public static ClockGap? ToGap(string path, string? word) =>
        word is null ? null : Read($"{path}.gap", () => ClockWords.ToGap(word));

    public static ClockOverlap? ToOverlap(string path, string? word) =>
        word is null ? null : Read($"{path}.overlap", () => ClockWords.ToOverlap(word));

    /// <summary>Refuses a member that belongs to another one which is absent.</summary>
    public static void Belongs(string field, object? member, bool allowed, string owner)
    {
        if (member is not null && !allowed) throw ApiProblems.Invalid(field, $"belongs to {owner} only");
    }

    /// <summary>Reads the text of a member.</summary>
    /// <exception cref="ApiException">400; names the member and says what the reader said.</exception>
    public static T Read<T>(string field, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException error)
        {
            throw ApiProblems.Invalid(field, error.Message, error);
        }
    }
}
