using System.Globalization;
using Gnomon.Store;

namespace Gnomon.Redis.Messages;

/// <summary>Pages: what a script found, then where to go on, or nothing.</summary>
internal static class PageMessage
{
    public delegate T ItemReader<out T>(ref MessageReader reader);

    /// <summary>Below which number a list by number goes on; null for the newest, and for a cursor of another kind.
    /// </summary>
    public static long? Before(string? cursor) =>
        long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : null;

    public static T[] ReadItems<T>(ref MessageReader reader, ItemReader<T> read)
    {
        var items = new T[reader.Array()];
        for (var i = 0; i < items.Length; i++) items[i] = read(ref reader);
        return items;
    }

    public static Page<T> Read<T>(ReadOnlyMemory<byte> answer, ItemReader<T> read)
    {
        var reader = new MessageReader(answer);
        reader.Array();
        var items = ReadItems(ref reader, read);
        return new Page<T>(items, reader.TryNothing() ? null : Text(reader.Number()));
    }

    public static string Text(long cursor) => cursor.ToString(CultureInfo.InvariantCulture);
}
