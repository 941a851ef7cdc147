namespace Gnomon.Local;

/// <summary>A four-way heap of timed things, earliest first, that can also give up one from its middle. Things with
/// the same key come out in no particular order unless <paramref name="tieBreak"/> says so.</summary>
internal sealed class DueHeap<T>(Comparison<T>? tieBreak = null)
    where T : Timed
{
    private const int Arity = 4;

    private T[] _items = [];

    public int Count { get; private set; }

    /// <summary>All of them, in no particular order.</summary>
    public ReadOnlySpan<T> Items => _items.AsSpan(0, Count);

    public T? First => Count > 0 ? _items[0] : null;

    public void Add(T item, long due)
    {
        if (Count == _items.Length) Array.Resize(ref _items, Math.Max(16, _items.Length * 2));
        item.Due = due;
        Count++;
        SiftUp(item, Count - 1);
    }

    public void Remove(T item)
    {
        var index = item.HeapIndex;
        item.HeapIndex = -1;
        var last = _items[--Count];
        _items[Count] = null!;
        if (ReferenceEquals(last, item)) return;
        if (index > 0 && Before(last, _items[(index - 1) / Arity])) SiftUp(last, index);
        else SiftDown(last, index);
    }

    public void Change(T item, long due)
    {
        Remove(item);
        Add(item, due);
    }

    /// <summary>Takes out the earliest thing if its key is at or before <paramref name="now"/>.</summary>
    public T? TakeDue(long now)
    {
        if (Count == 0 || _items[0].Due > now) return null;
        var first = _items[0];
        Remove(first);
        return first;
    }

    private bool Before(T a, T b) => a.Due != b.Due ? a.Due < b.Due : tieBreak is not null && tieBreak(a, b) < 0;

    private void SiftUp(T item, int index)
    {
        while (index > 0)
        {
            var parent = (index - 1) / Arity;
            if (!Before(item, _items[parent])) break;
            Put(_items[parent], index);
            index = parent;
        }

        Put(item, index);
    }

    private void SiftDown(T item, int index)
    {
        while (true)
        {
            var first = index * Arity + 1;
            if (first >= Count) break;
            var least = first;
            var end = Math.Min(first + Arity, Count);
            for (var child = first + 1; child < end; child++)
                if (Before(_items[child], _items[least]))
                    least = child;
            if (!Before(_items[least], item)) break;
            Put(_items[least], index);
            index = least;
        }

        Put(item, index);
    }

    private void Put(T item, int index)
    {
        _items[index] = item;
        item.HeapIndex = index;
    }
}
