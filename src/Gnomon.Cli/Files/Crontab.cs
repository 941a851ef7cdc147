using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gnomon.Api;
using Gnomon.Jobs;
using Gnomon.Triggers;

namespace Gnomon.Cli.Files;

/// <summary>Reads a crontab: each line that runs a command becomes a schedule whose handler is the command's file name
/// and whose arguments are its words. Nothing is run by a shell, so a line that needs one does not fit.</summary>
internal sealed partial class Crontab
{
    private const string Instead = "write what it does into an executable in the tasks folder, and call that here";

    /// <summary>Variables that tell cron something which has no meaning here.</summary>
    private static readonly string[] PassedOver =
    [
        "SHELL", "PATH", "HOME", "LOGNAME", "USER", "MAILTO", "MAILFROM", "CONTENT_TYPE", "CONTENT_TRANSFER_ENCODING",
    ];

    private readonly CrontabOptions _options;
    private readonly List<ScheduleDocument> _schedules = [];
    private readonly List<CrontabProblem> _unfit = [];
    private readonly List<CrontabProblem> _notes = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Path, int Line)> _files = new(StringComparer.Ordinal);
    private string _zone;
    private bool _zoneIsCrons;
    private string? _jitter;

    private Crontab(CrontabOptions options) => (_options, _zone) = (options, options.Zone);

    /// <summary>The lines that became schedules, in their order.</summary>
    public IReadOnlyList<ScheduleDocument> Schedules => _schedules;

    /// <summary>The lines that do not fit, and what to do instead.</summary>
    public IReadOnlyList<CrontabProblem> Unfit => _unfit;

    /// <summary>What is read otherwise than cron does.</summary>
    public IReadOnlyList<CrontabProblem> Notes => _notes;

    public static Crontab Read(string text, CrontabOptions options)
    {
        var crontab = new Crontab(options);
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var trimmed = line.Trim(' ', '\t', '\r');
            if (trimmed.Length == 0 || trimmed[0] == '#') continue;
            var problem = Assignment().Match(trimmed) is { Success: true } set
                ? crontab.Set(number, set.Groups[1].Value, Unquoted(set.Groups[2].Value))
                : crontab.Add(number, trimmed);
            if (problem is not null) crontab._unfit.Add(new CrontabProblem(number, problem));
        }

        return crontab;
    }

    private static string Unquoted(string value)
    {
        value = value.Trim();
        return value.Length >= 2 && value[0] is ('"' or '\'') && value[^1] == value[0] ? value[1..^1] : value;
    }

    private string? Set(int line, string name, string value)
    {
        switch (name)
        {
            case "CRON_TZ":
                (_zone, _zoneIsCrons) = (value, true);
                return ZoneProblem(value);
            case "TZ" when _zoneIsCrons:
                return null;
            case "TZ":
                _zone = value;
                Note(line, "TZ is taken for the time zone of the lines below; cron on Linux reads CRON_TZ for that");
                return ZoneProblem(value);
            case "RANDOM_DELAY":
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes))
                    return $"RANDOM_DELAY is '{value}'; allowed is a number of minutes";
                _jitter = minutes == 0 ? null : $"{minutes}m";
                return null;
            default:
                if (PassedOver.Contains(name))
                {
                    if (name == "MAILTO" && value.Length > 0)
                        Note(line, "nothing is mailed: what a job prints is kept as its result and its error");
                    return null;
                }

                return $"sets {name} for the commands below, but jobs run in a clean environment: set it in the executable";
        }
    }

    private static string? ZoneProblem(string zone)
    {
        try
        {
            _ = When.Cron("0 0 * * *", zone);
            return null;
        }
        catch (FormatException error)
        {
            return error.Message;
        }
    }

    private string? Add(int number, string line)
    {
        var columns = (line[0] == '@' ? 1 : 5) + (_options.IsSystem ? 1 : 0);
        var words = Columns(line, columns, out var command);
        if (words.Count < columns || command.Length == 0)
            return $"has {words.Count} columns and no command; expected the time, "
                + (_options.IsSystem ? "the user and the command" : "and the command");
        var expression = string.Join(' ', _options.IsSystem ? words.SkipLast(1) : words);
        try
        {
            _ = CronExpression.Parse(expression, CronDialect.Vixie);
        }
        catch (FormatException error)
        {
            return $"'{expression}' is not a time of a crontab: {error.Message}";
        }

        if (ZoneProblem(_zone) is { } zoneProblem) return zoneProblem;
        if (HasInput(command))
            return $"text after '%' is input for the command; {Instead} ('\\%' is a plain percent sign)";
        var (parts, problem) = ShellWords.Split(command.Replace("\\%", "%", StringComparison.Ordinal));
        if (problem is not null) return $"needs a shell: {problem}; {Instead}";
        return HandlerProblem(number, parts[0], out var handler)
            ?? Store(expression, handler, parts, _options.IsSystem ? words[^1] : null);
    }

    private string? HandlerProblem(int number, string path, out string handler)
    {
        handler = Path.GetFileName(path);
        try
        {
            JobRules.CheckHandlerName("handler", handler);
        }
        catch (InvalidJobException error)
        {
            return $"'{path}' cannot be a handler: {error.Problem}";
        }

        if (_files.TryGetValue(handler, out var other) && other.Path != path)
            return $"'{path}' has the file name of '{other.Path}' in line {other.Line}; a tasks folder holds one file of a "
                + "name, so give one of them another";
        _files[handler] = (path, number);
        return null;
    }

    private string? Store(string expression, string handler, IReadOnlyList<string> words, string? user)
    {
        var copies = _names[handler] = _names.GetValueOrDefault(handler) + 1;
        _schedules.Add(new ScheduleDocument
        {
            Id = copies == 1 ? handler : $"{handler}:{copies}",
            Trigger = new TriggerDocument { Cron = expression, Dialect = "vixie", Zone = _zone },
            Handler = handler,
            Args = JsonSerializer.SerializeToElement([.. words.Skip(1)], CliJson.Default.StringArray),
            Queue = _options.Queue,
            Jitter = _jitter,
            Tags = user is null ? null : [$"user:{user}"],
            // As cron does: what was missed is not made up for.
            CatchUp = "none",
        });
        return null;
    }

    private void Note(int line, string text) => _notes.Add(new CrontabProblem(line, text));

    /// <summary>Whether there is a percent sign that no backslash makes a plain one.</summary>
    private static bool HasInput(string command)
    {
        for (var i = 0; i < command.Length; i++)
            if (command[i] == '%' && (i == 0 || command[i - 1] != '\\'))
                return true;
        return false;
    }

    private static List<string> Columns(string line, int count, out string rest)
    {
        var words = new List<string>();
        var at = 0;
        while (words.Count < count && at < line.Length)
        {
            var end = line.AsSpan(at).IndexOfAny(' ', '\t');
            end = end < 0 ? line.Length : at + end;
            words.Add(line[at..end]);
            for (at = end; at < line.Length && line[at] is (' ' or '\t'); at++)
            {
            }
        }

        rest = line[at..];
        return words;
    }

    [GeneratedRegex(@"^([A-Za-z_]\w*)\s*=\s*(.*)$")]
    private static partial Regex Assignment();
}
