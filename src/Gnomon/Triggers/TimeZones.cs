namespace Gnomon.Triggers;

/// <summary>Finds time zones by their IANA id.</summary>
public static class TimeZones
{
    private const int MaxIdLength = 64;
    private const int MaxSuggestions = 3;

    private static readonly Lazy<string[]> Ids =
        new(() => [.. TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id).Where(IsPlain)]);

    /// <summary>The zone with an id such as <c>Asia/Shanghai</c> or <c>UTC</c>.</summary>
    /// <exception cref="UnknownZoneException">There is none; names the ids that look most like it.</exception>
    public static TimeZoneInfo Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id == TimeZoneInfo.Utc.Id) return TimeZoneInfo.Utc;
        return IsPlain(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && zone.Id == id
            ? zone
            : throw new UnknownZoneException(id.Length <= MaxIdLength ? id : id[..MaxIdLength] + "…", Nearest(id));
    }

    /// <summary>The zone whose local time a tick of a trigger is: that of the trigger, or of the first of several that
    /// ticks then; UTC when it has none.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="tick">One of its ticks.</param>
    public static TimeZoneInfo OfTick(Trigger trigger, DateTimeOffset tick)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return trigger switch
        {
            CronTrigger cron => cron.Zone,
            RecurrenceTrigger rule => rule.Zone,
            CompositeTrigger composite => composite.AnyOf.FirstOrDefault(part => part.Last(tick) == tick) is { } part
                ? OfTick(part, tick)
                : TimeZoneInfo.Utc,
            _ => TimeZoneInfo.Utc,
        };
    }

    /// <summary>On Unix an id is a path below the zone files, so nothing may pass that could lead out of them. The
    /// trees <c>posix</c> and <c>right</c> repeat the others (the latter counting leap seconds), and
    /// <c>localtime</c> is another zone on each machine.</summary>
    private static bool IsPlain(string id)
    {
        if (id.Length is 0 or > MaxIdLength || !char.IsAsciiLetter(id[0])) return false;
        foreach (var c in id)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('/' or '_' or '-' or '+')) return false;
        return !id.StartsWith("posix", StringComparison.Ordinal) && !id.StartsWith("right/", StringComparison.Ordinal)
            && id != "localtime";
    }

    private static List<string> Nearest(string id)
    {
        if (id.Length is 0 or > MaxIdLength) return [];
        var known = Ids.Value
            .Select(known => (Id: known, Distance: Math.Min(Distance(id, known), 1 + Distance(id, City(known)))))
            .OrderBy(known => known.Distance).ThenBy(known => known.Id, StringComparer.Ordinal)
            .ToList();
        var limit = Math.Min(Math.Max(1, id.Length / 3), known.Select(k => k.Distance).FirstOrDefault() + 1);
        return [.. known.Where(k => k.Distance <= limit).Take(MaxSuggestions).Select(k => k.Id)];
    }

    private static ReadOnlySpan<char> City(string id) => id.AsSpan(id.LastIndexOf('/') + 1);

    /// <summary>How many letters must be added, left out or changed to make one text the other, in any case; a space
    /// counts as an underscore.</summary>
    private static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        Span<int> row = stackalloc int[MaxIdLength + 1];
        for (var j = 0; j <= b.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = diagonal + (Fold(a[i - 1]) == Fold(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[b.Length];
    }

    private static char Fold(char c) => c == ' ' ? '_' : char.ToUpperInvariant(c);
}
