namespace Gnomon.Tests.Triggers;

/// <summary>A random field of plain items together with the values it stands for, made by counting, without the parser
/// under test.</summary>
internal sealed record RandomField(string Word, HashSet<int> Values)
{
    /// <summary>A list of one to three items of any form.</summary>
    /// <param name="random">The source.</param>
    /// <param name="spec">What to draw from.</param>
    /// <param name="near">Values to draw from more often than others; may be empty.</param>
    public static RandomField Any(Random random, RandomFieldSpec spec, int[] near) =>
        Join(Enumerable.Range(0, random.Next(4) == 0 ? random.Next(2, 4) : 1).Select(_ => Item(random, spec, near)));

    /// <summary>A list of one to four single values.</summary>
    public static RandomField Plain(Random random, RandomFieldSpec spec, int[] near) =>
        Join(Enumerable.Range(0, random.Next(1, 5)).Select(_ => Single(random, spec, near)));

    public static RandomField Every(RandomFieldSpec spec) => new("*", All(spec));

    private static RandomField Join(IEnumerable<RandomField> items)
    {
        var parts = items.ToList();
        return new RandomField(
            string.Join(',', parts.Select(part => part.Word)), [.. parts.SelectMany(part => part.Values)]);
    }

    private static RandomField Item(Random random, RandomFieldSpec spec, int[] near)
    {
        var step = random.Next(3) == 0 ? 1 : random.Next(1, Math.Min(spec.Max, spec.Max - spec.Min + 1) + 1);
        var (low, high) = (Value(random, spec, near), Value(random, spec, near));
        if (!spec.Rich && low > high) (low, high) = (high, low);
        return random.Next(spec.Rich ? 7 : 6) switch
        {
            0 or 1 => Single(random, spec, near),
            2 => Every(spec),
            3 => new RandomField($"*/{step}", Upwards(spec, spec.Min, step)),
            4 => new RandomField($"{Name(random, spec, low)}-{Name(random, spec, high)}", Walk(spec, low, high, 1)),
            5 => new RandomField($"{low}-{high}/{step}", Walk(spec, low, high, step)),
            _ => new RandomField($"{low}/{step}", Upwards(spec, low, step)),
        };
    }

    private static RandomField Single(Random random, RandomFieldSpec spec, int[] near)
    {
        var value = Value(random, spec, near);
        return new RandomField(Name(random, spec, value), [spec.Fold(value)]);
    }

    private static int Value(Random random, RandomFieldSpec spec, int[] near) =>
        near.Length > 0 && random.Next(4) > 0 ? near[random.Next(near.Length)] : random.Next(spec.Min, spec.Max + 1);

    /// <summary>The value as it is written: at times by name, in capitals or not. A Sunday that ends a range of numbers
    /// has no name, for its name is that of the first weekday.</summary>
    private static string Name(Random random, RandomFieldSpec spec, int value)
    {
        var index = value - spec.Min;
        if (index >= spec.Names.Length || random.Next(2) == 0)
            return random.Next(12) == 0 ? $"0{value}" : $"{value}";
        return random.Next(2) == 0 ? spec.Names[index] : spec.Names[index].ToLowerInvariant();
    }

    private static HashSet<int> All(RandomFieldSpec spec) => Upwards(spec, spec.Min, 1);

    private static HashSet<int> Upwards(RandomFieldSpec spec, int from, int step)
    {
        var values = new HashSet<int>();
        for (var value = from; value <= spec.Max; value += step) values.Add(spec.Fold(value));
        return values;
    }

    private static HashSet<int> Walk(RandomFieldSpec spec, int low, int high, int step)
    {
        var values = new HashSet<int>();
        if (low <= high)
        {
            for (var value = low; value <= high; value += step) values.Add(spec.Fold(value));
            return values;
        }

        var wait = 0;
        for (var value = spec.Fold(low); ; value = spec.After(value), wait--)
        {
            if (wait == 0)
            {
                values.Add(value);
                wait = step;
            }

            if (value == spec.Fold(high)) return values;
        }
    }
}
