namespace Gnomon.Tests.Triggers;

/// <summary>The zones that the oracle walks through, and when their offsets change.</summary>
internal static class OffsetChanges
{
    private const int FirstYear = 2007;
    private const int LastYear = 2037;

    private static readonly long LeapDay =
        CivilTimeOracle.Second(new DateTimeOffset(2028, 2, 29, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Zones with rules of every kind: half hours, two and three hours, negative daylight saving, days left
    /// out, Ramadan, permanent moves, changes at midnight and at 00:01, and some that never change.</summary>
    public static readonly string[] Zones =
    [
        "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Antarctica/Troll", "Europe/Dublin",
        "Africa/Casablanca", "America/Sao_Paulo", "America/Santiago", "Asia/Amman", "Asia/Pyongyang",
        "America/Caracas", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Chatham", "Atlantic/Azores", "Africa/Cairo",
        "Asia/Gaza", "Asia/Hebron", "Asia/Tehran", "Africa/El_Aaiun", "America/Nuuk", "America/Scoresbysund",
        "America/St_Johns", "America/Havana", "America/Asuncion", "America/Port-au-Prince", "America/Grand_Turk",
        "America/Metlakatla", "America/Goose_Bay", "Africa/Khartoum", "Africa/Juba", "Africa/Windhoek",
        "Africa/Sao_Tome", "Africa/Tripoli", "Antarctica/Casey", "Antarctica/Davis", "Antarctica/Macquarie",
        "Antarctica/Vostok", "Asia/Almaty", "Asia/Baku", "Asia/Beirut", "Asia/Damascus", "Asia/Dhaka",
        "Asia/Famagusta", "Asia/Hovd", "Asia/Jerusalem", "Asia/Karachi", "Asia/Magadan", "Asia/Qyzylorda",
        "Europe/Chisinau", "Europe/Istanbul", "Europe/Kyiv", "Europe/Lisbon", "Europe/London", "Europe/Moscow",
        "Europe/Volgograd", "Indian/Mauritius", "Pacific/Auckland", "Pacific/Bougainville", "Pacific/Easter",
        "Pacific/Fakaofo", "Pacific/Fiji", "Pacific/Norfolk", "Pacific/Tongatapu", "Pacific/Kiritimati",
        "America/Argentina/San_Luis", "America/Montevideo", "Australia/Adelaide", "America/Ojinaga", "UTC",
    ];

    /// <summary>The instants from 2007 to 2037 at which the offset differs from that of the second before, in seconds
    /// from year 1. A zone that never changes gives the beginning of a leap day.</summary>
    public static List<long> Of(TimeZoneInfo zone)
    {
        const long Stride = 6 * 60 * 60;
        var changes = new List<long>();
        var end = Second(LastYear + 1);
        for (var at = Second(FirstYear); at < end; at += Stride)
        {
            if (Offset(at) == Offset(at + Stride)) continue;
            var (low, high) = (at, at + Stride);
            while (high - low > 1)
            {
                var middle = (low + high) / 2;
                if (Offset(middle) == Offset(at)) low = middle;
                else high = middle;
            }

            changes.Add(high);
        }

        return changes.Count > 0 ? changes : [LeapDay];

        long Offset(long second) => (long)zone.GetUtcOffset(CivilTimeOracle.Moment(second)).TotalSeconds;
    }

    private static long Second(int year) =>
        CivilTimeOracle.Second(new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero));
}
