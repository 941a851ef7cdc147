using Gnomon.Redis.Messages;
using Gnomon.Store;

namespace Gnomon.Redis.Striping;

/// <summary>A page of one stripe, newest first.</summary>
/// <param name="Items">What was found.</param>
/// <param name="Numbers">The number of each within the stripe.</param>
/// <param name="Next">Below which number the list goes on; null at its end.</param>
internal sealed record NumberedPage<T>(T[] Items, long[] Numbers, long? Next)
{
    public static readonly NumberedPage<T> Empty = new([], [], null);

    public static NumberedPage<T> Read(ReadOnlyMemory<byte> answer, PageMessage.ItemReader<T> read)
    {
        var reader = new MessageReader(answer);
        reader.Array();
        var items = PageMessage.ReadItems(ref reader, read);
        long? next = reader.TryNothing() ? null : reader.Number();
        var numbers = new long[reader.Array()];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = reader.Number();
        return new NumberedPage<T>(items, numbers, next);
    }

    public Page<T> ToPage() => new(Items, Next is { } next ? PageMessage.Text(next) : null);
}
