using Gnomon.Local;
using Xunit;

namespace Gnomon.Tests.Local;

public class DueHeapTests
{
    [Fact]
    public void Heap_does_what_a_sorted_list_does()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var heap = new DueHeap<Entry>((a, b) => a.Number.CompareTo(b.Number));
            var model = new List<Entry>();
            for (var step = 0; step < 300; step++)
            {
                Apply(random, heap, model, step);
                var first = model.MinBy(entry => (entry.Due, entry.Number));
                Assert.True(heap.Count == model.Count, $"seed {seed}, step {step}: {heap.Count} of {model.Count}");
                Assert.True(ReferenceEquals(first, heap.First), $"seed {seed}, step {step}: another is first");
            }

            var expected = model.OrderBy(entry => (entry.Due, entry.Number)).ToList();
            foreach (var entry in expected) Assert.Same(entry, heap.TakeDue(long.MaxValue));
            Assert.Null(heap.TakeDue(long.MaxValue));
        }
    }

    private static void Apply(Random random, DueHeap<Entry> heap, List<Entry> model, int step)
    {
        var chosen = model.Count == 0 ? null : model[random.Next(model.Count)];
        switch (random.Next(5))
        {
            case 2 when chosen is not null:
                heap.Remove(chosen);
                model.Remove(chosen);
                Assert.Equal(-1, chosen.HeapIndex);
                break;
            case 3 when chosen is not null:
                heap.Change(chosen, random.Next(40));
                break;
            case 4:
                var now = random.Next(40);
                var taken = heap.TakeDue(now);
                Assert.Equal(model.Exists(entry => entry.Due <= now), taken is not null);
                if (taken is not null) model.Remove(taken);
                break;
            default:
                var added = new Entry(step);
                heap.Add(added, random.Next(40));
                model.Add(added);
                break;
        }
    }

    private sealed class Entry(int number) : Timed
    {
        public int Number => number;
    }
}
