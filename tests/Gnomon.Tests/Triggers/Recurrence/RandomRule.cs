using System.Globalization;
using Gnomon.Triggers.Recurrence;

namespace Gnomon.Tests.Triggers.Recurrence;

/// <summary>A random rule that the RFC allows, together with what it stands for, made without the parser under test.
/// </summary>
internal sealed class RandomRule
{
    private static readonly string[] Codes = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    private readonly Random _random;
    private readonly List<string> _parts = [];

    public RandomRule(Random random)
    {
        _random = random;
        Frequency = (Frequency)random.Next(7);
        if (Chance(55)) Interval = Chance(80) ? random.Next(2, 8) : random.Next(8, 200);
        Start = new DateTime(random.Next(1895, 2106), 1, 1).AddSeconds(random.Next(365 * 86_400));
        if (Chance(30)) Start = Start.Date.AddHours(random.Next(24));
        End = Start.AddDays(Frequency switch
        {
            Frequency.Secondly => 0.6,
            Frequency.Minutely => 20,
            Frequency.Hourly => 200,
            Frequency.Daily => 1_500,
            Frequency.Weekly => 2_500,
            Frequency.Monthly => 5_000,
            _ => 12_000,
        });
        ChooseDays();
        Hours = List("BYHOUR", 30, 0, 23, 4);
        Minutes = List("BYMINUTE", 30, 0, 59, 4);
        Seconds = List("BYSECOND", 30, 0, 59, Frequency == Frequency.Secondly ? 30 : 3);
        if (_parts.Count > 0)
            Positions = List("BYSETPOS", 30, 1, Frequency == Frequency.Yearly ? 60 : 8, 3, signed: true);
        WeekStart = Chance(50) ? DayOfWeek.Monday : (DayOfWeek)random.Next(7);
        if (WeekStart != DayOfWeek.Monday) _parts.Add($"WKST={Codes[(int)WeekStart]}");
        ChooseEnd();
        if (Interval > 1) _parts.Add(string.Create(CultureInfo.InvariantCulture, $"INTERVAL={Interval}"));
        _parts.Add($"FREQ={Frequency.ToString().ToUpperInvariant()}");
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_parts));
        Text = string.Join(';', _parts);
    }

    public string Text { get; }

    public DateTime Start { get; }

    /// <summary>How far an oracle has to look.</summary>
    public DateTime End { get; }

    public Frequency Frequency { get; }

    public int Interval { get; } = 1;

    public int? Count { get; private set; }

    /// <summary>The last local second, or null.</summary>
    public DateTime? Until { get; private set; }

    public DayOfWeek WeekStart { get; }

    public HashSet<int> Months { get; private set; } = [];

    public HashSet<int> WeekNumbers { get; private set; } = [];

    public HashSet<int> YearDays { get; private set; } = [];

    public HashSet<int> MonthDays { get; private set; } = [];

    public HashSet<(int Ordinal, DayOfWeek Day)> Weekdays { get; } = [];

    public HashSet<int> Hours { get; }

    public HashSet<int> Minutes { get; }

    public HashSet<int> Seconds { get; }

    public HashSet<int> Positions { get; } = [];

    private bool IsSubDaily => Frequency < Frequency.Daily;

    private bool Chance(int percent) => _random.Next(100) < percent;

    private void ChooseDays()
    {
        Months = List("BYMONTH", IsSubDaily ? 10 : 30, 1, 12, IsSubDaily ? 9 : 4);
        if (Frequency == Frequency.Yearly) WeekNumbers = List("BYWEEKNO", 30, 1, 53, 6, signed: true);
        if (Frequency == Frequency.Yearly || IsSubDaily)
            YearDays = List("BYYEARDAY", 15, 1, 366, 60, signed: true);
        if (Frequency != Frequency.Weekly)
            MonthDays = List("BYMONTHDAY", IsSubDaily ? 15 : 30, 1, 31, IsSubDaily ? 25 : 6, signed: true);
        if (!Chance(40)) return;
        var numbered = Frequency is Frequency.Monthly or Frequency.Yearly && WeekNumbers.Count == 0 && Chance(50);
        var ordinals = Frequency == Frequency.Yearly && Months.Count == 0 ? 53 : 5;
        for (var left = _random.Next(1, 6); left > 0; left--)
        {
            var ordinal = numbered && Chance(80) ? _random.Next(1, ordinals + 1) * (Chance(50) ? 1 : -1) : 0;
            Weekdays.Add((ordinal, (DayOfWeek)_random.Next(7)));
        }

        _parts.Add("BYDAY=" + string.Join(',', Weekdays.Select(
            day => (day.Ordinal == 0 ? "" : Number(day.Ordinal, signed: true)) + Codes[(int)day.Day])));
    }

    private void ChooseEnd()
    {
        if (Chance(20))
        {
            Count = Chance(50) ? _random.Next(1, 5) : _random.Next(5, 300);
            _parts.Add(string.Create(CultureInfo.InvariantCulture, $"COUNT={Count}"));
        }
        else if (Chance(20))
        {
            var until = Start.AddSeconds(_random.NextInt64((long)(End - Start).TotalSeconds));
            var date = Chance(50);
            Until = date ? until.Date.AddDays(1).AddSeconds(-1) : until;
            _parts.Add(
                "UNTIL=" + until.ToString(date ? "yyyyMMdd" : "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture));
        }
    }

    private HashSet<int> List(string name, int percent, int min, int max, int most, bool signed = false)
    {
        if (!Chance(percent)) return [];
        var values = new HashSet<int>();
        for (var left = _random.Next(1, most + 1); left > 0; left--)
            values.Add(_random.Next(min, max + 1) * (signed && Chance(40) ? -1 : 1));
        _parts.Add($"{name}={string.Join(',', values.Select(value => Number(value, signed)))}");
        return values;
    }

    private string Number(int value, bool signed) =>
        (signed && value > 0 && Chance(10) ? "+" : "") + value.ToString(CultureInfo.InvariantCulture);
}
