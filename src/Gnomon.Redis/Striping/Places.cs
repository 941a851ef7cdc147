namespace Gnomon.Redis.Striping;

/// <summary>Remembers in which stripe something is. It forgets what has not been asked for the longest, so that its size is
/// bounded: whatever it does not know is looked for in all stripes.</summary>
internal sealed class Places<T>(int most)
    where T : notnull
{
    private readonly Lock _changes = new();
    private Dictionary<T, int> _young = [];
    private Dictionary<T, int> _old = [];

    /// <summary>The stripe, or null.</summary>
    public int? Find(T what)
    {
        lock (_changes)
        {
            if (_young.TryGetValue(what, out var stripe)) return stripe;
            if (!_old.Remove(what, out stripe)) return null;
            Add(what, stripe);
            return stripe;
        }
    }

    public void Note(T what, int stripe)
    {
        lock (_changes) Add(what, stripe);
    }

    public void Forget(T what)
    {
        lock (_changes)
        {
            _young.Remove(what);
            _old.Remove(what);
        }
    }

    private void Add(T what, int stripe)
    {
        if (_young.Count >= most / 2) (_old, _young) = (_young, []);
        _young[what] = stripe;
    }
}
