using Gnomon.Cli;
using Gnomon.Cli.Serving;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

public sealed class CalendarFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gnomon-calendars-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_text_file_is_a_calendar_of_its_name()
    {
        Write("de-be.txt", "# holidays\n2026-12-25 # Christmas\n\n  2026-10-03\r\n2026-12-25\n");
        Write("at.txt", "2026-10-26");
        Write("README.md", "not a calendar");
        var calendars = CalendarFolder.Read(_folder);
        Assert.Equal(["at", "de-be"], calendars.Select(calendar => calendar.Name));
        Assert.Equal(
            [new DateOnly(2026, 10, 3), new DateOnly(2026, 12, 25)], calendars[1].In(TimeZoneInfo.Utc).Dates);
    }

    [Theory]
    [InlineData("de.txt", "2026-12-25\n25.12.2026\n", "de.txt, line 2: '25.12.2026' is not a date")]
    [InlineData("de.txt", "2026-02-29\n", "de.txt, line 1: '2026-02-29' is not a date")]
    [InlineData("de.txt", "# none\n", "de.txt has no date")]
    [InlineData("a b.txt", "2026-12-25", "a b.txt: 'a b' is not a name; a name has letters, digits")]
    public void A_fault_is_told_with_its_file_and_line(string name, string text, string told)
    {
        Write(name, text);
        var error = Assert.Throws<CommandFailedException>(() => CalendarFolder.Read(_folder));
        Assert.Equal(ExitCodes.Usage, error.ExitCode);
        Assert.StartsWith("--calendars: ", error.Message);
        Assert.Contains(told, error.Message);
    }

    [Fact]
    public void A_file_that_is_too_large_and_a_folder_that_is_not_there_are_refused()
    {
        Write("big.txt", new string('#', 64 * 1024 + 1));
        Assert.Contains(
            "big.txt is larger than 65,536 bytes",
            Assert.Throws<CommandFailedException>(() => CalendarFolder.Read(_folder)).Message);
        Assert.Contains(
            "nowhere", Assert.Throws<CommandFailedException>(() => CalendarFolder.Read($"{_folder}/nowhere")).Message);
    }

    [Fact]
    public async Task A_server_does_not_start_with_a_faulty_calendar()
    {
        Write("de.txt", "tomorrow");
        var run = await ProgramRun.OfAsync("server", "--store", "local:", "--calendars", _folder);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("line 1: 'tomorrow' is not a date", run.OneLine());
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
