using System.Globalization;

namespace Gnomon.Redis.Striping;

/// <summary>How far a list over all stripes has come in each of them: below which number it goes on, or that nothing is
/// left.</summary>
/// <param name="Before">Below which number it goes on; null for the newest.</param>
/// <param name="IsDone">Whether nothing is left.</param>
internal readonly record struct StripedCursor(long? Before, bool IsDone)
{
    private const char Separator = '.';
    private const string Done = "-";

    /// <summary>The places that a cursor stands for; the newest of each stripe when there is none, or one that this store
    /// never gave.</summary>
    public static StripedCursor[] Parse(string? cursor, int stripes)
    {
        var places = new StripedCursor[stripes];
        var parts = cursor?.Split(Separator);
        if (parts?.Length != stripes) return places;
        for (var i = 0; i < stripes; i++)
        {
            if (parts[i] == Done) places[i] = new StripedCursor(null, true);
            else if (long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out var before))
                places[i] = new StripedCursor(before, false);
            else return new StripedCursor[stripes];
        }

        return places;
    }

    /// <summary>The cursor, or null when nothing is left anywhere.</summary>
    public static string? Text(StripedCursor[] places) => Array.TrueForAll(places, place => place.IsDone)
        ? null
        : string.Join(Separator, places.Select(place => place.IsDone ? Done : place.Before!.Value.ToString(CultureInfo.InvariantCulture)));
}
