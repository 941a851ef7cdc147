using System.Numerics;

namespace Gnomon.Triggers;

/// <summary>Times of a day: every second of a set, of every minute of a set, of every hour of a set. Bit n of a mask is
/// value n; no mask is empty when a method is called. A time is a count of seconds from midnight.</summary>
internal readonly record struct TimesOfDay(ulong Hours, ulong Minutes, ulong Seconds)
{
    public const int SecondsPerDay = 24 * 60 * 60;

    /// <summary>The first of them.</summary>
    public int First => Lowest(Hours) * 3600 + Lowest(Minutes) * 60 + Lowest(Seconds);

    /// <summary>The last of them.</summary>
    public int Last => Highest(Hours) * 3600 + Highest(Minutes) * 60 + Highest(Seconds);

    /// <summary>How many times there are.</summary>
    public int Count =>
        BitOperations.PopCount(Hours) * BitOperations.PopCount(Minutes) * BitOperations.PopCount(Seconds);

    /// <summary>The time with <paramref name="index"/> others before it.</summary>
    public int At(int index)
    {
        var seconds = BitOperations.PopCount(Seconds);
        var minutes = BitOperations.PopCount(Minutes);
        return Bit(Hours, index / seconds / minutes) * 3600
            + Bit(Minutes, index / seconds % minutes) * 60
            + Bit(Seconds, index % seconds);
    }

    /// <summary>How many times are before one of them.</summary>
    public int IndexOf(int time)
    {
        var (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
        var minutes = Below(Hours, hour) * BitOperations.PopCount(Minutes) + Below(Minutes, minute);
        return minutes * BitOperations.PopCount(Seconds) + Below(Seconds, second);
    }

    public int? AtOrAfter(int time)
    {
        var (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
        if (Has(Hours, hour))
        {
            if (Has(Minutes, minute) && From(Seconds, second) is { } found) return time - second + found;
            if (From(Minutes, minute + 1) is { } later) return hour * 3600 + later * 60 + Lowest(Seconds);
        }

        return From(Hours, hour + 1) is { } next
            ? next * 3600 + Lowest(Minutes) * 60 + Lowest(Seconds)
            : null;
    }

    public int? AtOrBefore(int time)
    {
        var (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
        if (Has(Hours, hour))
        {
            if (Has(Minutes, minute) && UpTo(Seconds, second) is { } found) return time - second + found;
            if (UpTo(Minutes, minute - 1) is { } earlier) return hour * 3600 + earlier * 60 + Highest(Seconds);
        }

        return UpTo(Hours, hour - 1) is { } previous
            ? previous * 3600 + Highest(Minutes) * 60 + Highest(Seconds)
            : null;
    }

    private static bool Has(ulong mask, int bit) => (mask >> bit & 1) != 0;

    private static int Below(ulong mask, int bit) => BitOperations.PopCount(mask & ((1UL << bit) - 1));

    /// <summary>The lowest set bit from <paramref name="bit"/> (0 to 60) up.</summary>
    private static int? From(ulong mask, int bit)
    {
        mask &= ulong.MaxValue << bit;
        return mask == 0 ? null : Lowest(mask);
    }

    /// <summary>The highest set bit up to <paramref name="bit"/> (-1 to 59).</summary>
    private static int? UpTo(ulong mask, int bit)
    {
        mask &= (1UL << (bit + 1)) - 1;
        return mask == 0 ? null : Highest(mask);
    }

    private static int Lowest(ulong mask) => BitOperations.TrailingZeroCount(mask);

    private static int Highest(ulong mask) => BitOperations.Log2(mask);

    private static int Bit(ulong mask, int index)
    {
        while (index-- > 0) mask &= mask - 1;
        return Lowest(mask);
    }
}
