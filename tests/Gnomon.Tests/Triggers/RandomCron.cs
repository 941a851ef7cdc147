namespace Gnomon.Tests.Triggers;

/// <summary>A random expression together with the sets it stands for, made without the parser under test.</summary>
internal sealed class RandomCron
{
    private readonly HashSet<int>[] _sets = new HashSet<int>[5];

    public RandomCron(Random random)
    {
        var words = new string[5];
        (words[0], _sets[0]) = Field(random, 0, 59, 60, 60, random.Next(3) > 0);
        (words[1], _sets[1]) = Field(random, 0, 23, random.Next(4) == 0 ? 24 : 4, 24, random.Next(3) > 0);
        (words[2], _sets[2]) = random.Next(3) > 0 ? Field(random, 1, 31, 31, 31, false) : Any("?", 1, 31);
        (words[3], _sets[3]) = random.Next(9) == 0 ? Field(random, 1, 12, 12, 12, false) : Any("*", 1, 12);
        (words[4], _sets[4]) = random.Next(3) == 0 ? Field(random, 0, 6, 7, 7, false) : Any("*", 0, 6);
        Text = string.Join(' ', words);
        Interval = $"{words[0]} {words[1]}".AsSpan().ContainsAny('*', '-', '/');
    }

    public string Text { get; }

    public bool Interval { get; }

    public bool Matches(DateTime local) =>
        _sets[0].Contains(local.Minute) && _sets[1].Contains(local.Hour) && _sets[2].Contains(local.Day)
        && _sets[3].Contains(local.Month) && _sets[4].Contains((int)local.DayOfWeek);

    private static (string Word, HashSet<int> Set) Any(string word, int min, int max) =>
        (word, [.. Enumerable.Range(min, max - min + 1)]);

    /// <param name="random">The source.</param>
    /// <param name="min">The smallest value.</param>
    /// <param name="max">The largest value.</param>
    /// <param name="spread">How many of the values, from the smallest on, single values are drawn from.</param>
    /// <param name="size">How many values there are.</param>
    /// <param name="plain">Whether only lists of single values may come out.</param>
    private static (string Word, HashSet<int> Set) Field(
        Random random, int min, int max, int spread, int size, bool plain)
    {
        int Value() => min + random.Next(spread);
        var kind = plain ? 0 : random.Next(5);
        var step = random.Next(1, size);
        var (low, high) = (Value(), Value());
        switch (kind)
        {
            case 0:
                HashSet<int> list = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Value())];
                return (string.Join(',', list), list);
            case 1:
                return Any("*", min, max);
            case 2:
                return ($"*/{step}", [.. Enumerable.Range(min, size).Where(v => (v - min) % step == 0)]);
            case 3:
                return ($"{low}-{high}", Walk(low, high, 1));
            default:
                return ($"{low}-{high}/{step}", Walk(low, high, step));
        }

        HashSet<int> Walk(int from, int to, int by)
        {
            var set = new HashSet<int>();
            var left = 0;
            for (var value = from; ; value = value == max ? min : value + 1, left--)
            {
                if (left == 0)
                {
                    set.Add(value);
                    left = by;
                }

                if (value == to) return set;
            }
        }
    }
}
