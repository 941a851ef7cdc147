using Gnomon.Jobs;

namespace Gnomon.Local;

/// <summary>All jobs by sequence number, in chunks. Each chunk counts its jobs by state, so a listing of a rare state
/// passes over a thousand jobs at a time.</summary>
internal sealed class JobTable
{
    public const int ChunkSize = 1 << Shift;

    private const int Shift = 10;

    private readonly List<Chunk?> _chunks = [];
    private long _firstChunk;

    /// <summary>One more than the highest sequence number that was ever added.</summary>
    public long End { get; private set; } = 1;

    /// <summary>The lowest sequence number that may be here.</summary>
    public long Begin => _firstChunk << Shift;

    public int Count { get; private set; }

    public void Add(LocalJob job)
    {
        var chunkNumber = job.Sequence >> Shift;
        if (_chunks.Count == 0) _firstChunk = chunkNumber;
        while (chunkNumber < _firstChunk)
        {
            _chunks.Insert(0, null);
            _firstChunk--;
        }

        while (_chunks.Count <= chunkNumber - _firstChunk) _chunks.Add(null);
        var chunk = _chunks[(int)(chunkNumber - _firstChunk)] ??= new Chunk();
        chunk.Jobs[job.Sequence & (ChunkSize - 1)] = job;
        chunk.States[(int)job.State]++;
        chunk.Count++;
        Count++;
        End = Math.Max(End, job.Sequence + 1);
    }

    public void Remove(LocalJob job)
    {
        var index = (int)((job.Sequence >> Shift) - _firstChunk);
        var chunk = _chunks[index]!;
        chunk.Jobs[job.Sequence & (ChunkSize - 1)] = null;
        chunk.States[(int)job.State]--;
        Count--;
        if (--chunk.Count > 0) return;
        _chunks[index] = null;
        if (index == 0) TrimFront();
    }

    public LocalJob? Find(long sequence)
    {
        var index = (sequence >> Shift) - _firstChunk;
        if (index < 0 || index >= _chunks.Count) return null;
        return _chunks[(int)index]?.Jobs[sequence & (ChunkSize - 1)];
    }

    public void CountMove(LocalJob job, JobState from, JobState to)
    {
        var chunk = _chunks[(int)((job.Sequence >> Shift) - _firstChunk)]!;
        chunk.States[(int)from]--;
        chunk.States[(int)to]++;
    }

    /// <summary>The jobs below <paramref name="before"/>, newest first, without the chunks that have none in
    /// <paramref name="state"/>.</summary>
    public IEnumerable<LocalJob> NewestFirst(long before, JobState? state)
    {
        for (var sequence = Math.Min(before, End) - 1; sequence >= Begin; sequence--)
        {
            var at = (sequence >> Shift) - _firstChunk;
            if (at < 0) yield break;
            var chunk = at < _chunks.Count ? _chunks[(int)at] : null;
            if (chunk is null || (state is { } wanted && chunk.States[(int)wanted] == 0))
            {
                sequence &= ~(long)(ChunkSize - 1);
                continue;
            }

            if (chunk.Jobs[sequence & (ChunkSize - 1)] is { } job) yield return job;
        }
    }

    /// <summary>The jobs from <paramref name="from"/> up to but without <paramref name="end"/>, oldest first, without
    /// the chunks that have none in <paramref name="state"/>.</summary>
    public IEnumerable<LocalJob> OldestFirst(long from, long end, JobState? state)
    {
        for (var sequence = Math.Max(from, Begin); sequence < Math.Min(end, End); sequence++)
        {
            var at = (sequence >> Shift) - _firstChunk;
            var chunk = at >= 0 && at < _chunks.Count ? _chunks[(int)at] : null;
            if (chunk is null || (state is { } wanted && chunk.States[(int)wanted] == 0))
            {
                sequence |= ChunkSize - 1;
                continue;
            }

            if (chunk.Jobs[sequence & (ChunkSize - 1)] is { } job) yield return job;
        }
    }

    /// <summary>Every job, oldest first.</summary>
    public IEnumerable<LocalJob> OldestFirst()
    {
        foreach (var chunk in _chunks)
        {
            if (chunk is null) continue;
            foreach (var job in chunk.Jobs)
                if (job is not null)
                    yield return job;
        }
    }

    private void TrimFront()
    {
        var empty = _chunks.FindIndex(chunk => chunk is not null);
        if (empty < 0) empty = _chunks.Count;
        _chunks.RemoveRange(0, empty);
        _firstChunk += empty;
    }

    private sealed class Chunk
    {
        public readonly LocalJob?[] Jobs = new LocalJob?[ChunkSize];
        public readonly short[] States = new short[JobStates.Count];
        public int Count;
    }
}
