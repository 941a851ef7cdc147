using Gnomon.Jobs;

namespace Gnomon.Local;

/// <summary>Finds jobs by id. Open addressing with linear probing over job references: about 12 bytes a job where a
/// dictionary takes 50. It is split in shards so that growing moves thousands of entries at a time, not millions.
/// </summary>
internal sealed class JobIndex
{
    private const int ShardBits = 8;

    private readonly Shard[] _shards = new Shard[1 << ShardBits];

    public JobIndex()
    {
        for (var i = 0; i < _shards.Length; i++) _shards[i] = new Shard();
    }

    public LocalJob? Find(JobId id)
    {
        var hash = Hash(id);
        return _shards[hash >> (32 - ShardBits)].Find(id, hash);
    }

    /// <summary>Adds a job whose id is not here.</summary>
    public void Add(LocalJob job)
    {
        var hash = Hash(job.Id);
        _shards[hash >> (32 - ShardBits)].Add(job, hash);
    }

    /// <summary>Removes a job that is here.</summary>
    public void Remove(LocalJob job)
    {
        var hash = Hash(job.Id);
        _shards[hash >> (32 - ShardBits)].Remove(job, hash);
    }

    /// <summary>Ids are the callers' choice, so the hash must not be: HashCode is seeded at random in each process.
    /// </summary>
    private static uint Hash(JobId id) => (uint)HashCode.Combine(id.Value);

    private sealed class Shard
    {
        private LocalJob?[] _slots = new LocalJob?[16];
        private int _count;

        public LocalJob? Find(JobId id, uint hash)
        {
            var mask = _slots.Length - 1;
            for (var i = (int)hash & mask; ; i = (i + 1) & mask)
            {
                var job = _slots[i];
                if (job is null || job.Id == id) return job;
            }
        }

        public void Add(LocalJob job, uint hash)
        {
            if (_count >= _slots.Length / 4 * 3) Grow();
            Place(job, hash);
            _count++;
        }

        public void Remove(LocalJob job, uint hash)
        {
            var mask = _slots.Length - 1;
            var hole = (int)hash & mask;
            while (!ReferenceEquals(_slots[hole], job)) hole = (hole + 1) & mask;
            // Later entries of the run move into the hole when their own place is at or before it: no tombstones.
            for (var i = (hole + 1) & mask; _slots[i] is { } next; i = (i + 1) & mask)
            {
                var home = (int)Hash(next.Id) & mask;
                if (((i - home) & mask) < ((i - hole) & mask)) continue;
                _slots[hole] = next;
                hole = i;
            }

            _slots[hole] = null;
            _count--;
        }

        private void Place(LocalJob job, uint hash)
        {
            var mask = _slots.Length - 1;
            var i = (int)hash & mask;
            while (_slots[i] is not null) i = (i + 1) & mask;
            _slots[i] = job;
        }

        private void Grow()
        {
            var old = _slots;
            _slots = new LocalJob?[old.Length * 2];
            foreach (var job in old)
                if (job is not null)
                    Place(job, Hash(job.Id));
        }
    }
}
