namespace Gnomon.Triggers;

/// <summary>A time zone id that this machine does not know.</summary>
/// <param name="id">The id as it was given.</param>
/// <param name="nearest">Ids that look like it, the nearest first; may be empty.</param>
public sealed class UnknownZoneException(string id, IReadOnlyList<string> nearest)
    : FormatException(Message(id, nearest))
{
    /// <summary>The id as it was given.</summary>
    public string Id { get; } = id;

    /// <summary>Ids that look like it, the nearest first; may be empty.</summary>
    public IReadOnlyList<string> Nearest { get; } = nearest;

    private static new string Message(string id, IReadOnlyList<string> nearest)
    {
        var problem = $"'{id}' is not a time zone of this machine";
        return nearest.Count == 0
            ? problem + "; allowed are IANA ids such as Europe/Berlin, and UTC"
            : $"{problem}; did you mean {string.Join(" or ", nearest)}?";
    }
}
