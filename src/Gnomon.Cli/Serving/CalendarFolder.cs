using System.Globalization;
using Gnomon.Triggers;

namespace Gnomon.Cli.Serving;

/// <summary>Reads calendars from a folder: each file <c>NAME.txt</c> is the calendar NAME, one ISO date a line. Empty
/// lines and what follows <c>#</c> are passed over; other files too.</summary>
internal static class CalendarFolder
{
    private const string Extension = ".txt";
    private const string DateFormat = "yyyy-MM-dd";

    /// <summary>Most bytes of a file: 64 KiB, far more than the dates that a trigger can hold.</summary>
    private const int MaxFileBytes = 64 * 1024;

    /// <summary>Most calendars of a folder.</summary>
    private const int MaxCalendars = 1000;

    /// <summary>Reads all calendars, in the order of their names.</summary>
    /// <exception cref="CommandFailedException">Something cannot be read; names the file and the line.</exception>
    public static IReadOnlyList<NamedCalendar> Read(string directory)
    {
        if (!Directory.Exists(directory)) throw Fault($"there is no folder '{directory}'");
        try
        {
            var files = Directory.EnumerateFiles(directory, "*" + Extension).Take(MaxCalendars + 1).ToList();
            if (files.Count > MaxCalendars)
                throw Fault($"'{directory}' has more than {MaxCalendars:N0} calendars");
            return [.. files.Order(StringComparer.Ordinal).Select(ReadFile)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Fault(error.Message, error);
        }
    }

    private static NamedCalendar ReadFile(string path)
    {
        if (new FileInfo(path).Length > MaxFileBytes)
            throw Fault($"{path} is larger than {MaxFileBytes:N0} bytes");
        var dates = new List<DateOnly>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            var text = line.Split('#', 2)[0].Trim();
            if (text.Length == 0) continue;
            if (!DateOnly.TryParseExact(
                text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                throw Fault($"{path}, line {number}: '{text}' is not a date; allowed are dates such as 2026-12-25");
            dates.Add(date);
        }

        if (dates.Count == 0) throw Fault($"{path} has no date; give at least one, or remove the file");
        var calendar = new NamedCalendar(Path.GetFileNameWithoutExtension(path), dates);
        try
        {
            calendar.In(TimeZoneInfo.Utc);
            return calendar;
        }
        catch (ArgumentException error)
        {
            throw Fault($"{path}: {error.Message.Split(" (Parameter", 2)[0]}", error);
        }
    }

    private static CommandFailedException Fault(string problem, Exception? inner = null) =>
        new(ExitCodes.Usage, $"--calendars: {problem}", inner);
}
