namespace Gnomon.Wire;

/// <summary>Objects that wait for their next use, at most as many as its bound. Safe for use from many threads.</summary>
internal sealed class BoundedPool<T>(int bound)
    where T : class
{
    private readonly Lock _gate = new();
    private T?[] _kept = new T?[16];
    private int _count;

    public T? TryRent()
    {
        lock (_gate)
        {
            if (_count == 0) return null;
            var rented = _kept[--_count];
            _kept[_count] = null;
            return rented;
        }
    }

    public void Return(T item)
    {
        lock (_gate)
        {
            if (_count == bound) return;
            if (_count == _kept.Length) Array.Resize(ref _kept, Math.Min(bound, _count * 2));
            _kept[_count++] = item;
        }
    }
}
