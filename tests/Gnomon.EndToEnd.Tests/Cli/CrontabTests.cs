using Gnomon.Cli.Files;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

public sealed class CrontabTests
{
    [Theory]
    [InlineData("*/5 * * * * /usr/bin/backup --full 'two words' \"a b\" c\\ d", "*/5 * * * *", "backup", """["--full","two words","a b","c d"]""")]
    [InlineData("@daily report", "@daily", "report", "[]")]
    [InlineData("0 2 * * MON-FRI\tdate +\\%F # nightly", "0 2 * * MON-FRI", "date", """["\u002B%F"]""")]
    public void A_line_becomes_a_schedule(string line, string cron, string handler, string args)
    {
        var crontab = Read("# a comment\n\nMAILTO=\"\"\nCRON_TZ=Asia/Tokyo\n" + line + "\n");
        Assert.Empty(crontab.Unfit);
        var schedule = Assert.Single(crontab.Schedules);
        Assert.Equal(
            (cron, "vixie", "Asia/Tokyo", handler, args, "none"),
            (schedule.Trigger!.Cron, schedule.Trigger.Dialect, schedule.Trigger.Zone, schedule.Handler,
                schedule.Args!.Value.GetRawText(), schedule.CatchUp));
    }

    [Theory]
    [InlineData("* * * * * a | b", "pipe")]
    [InlineData("* * * * * a > b", "redirection")]
    [InlineData("* * * * * a && b", "joins commands")]
    [InlineData("* * * * * a $HOME", "variable")]
    [InlineData("* * * * * a 'half", "single quote")]
    [InlineData("* * * * * a \"half", "double quote")]
    [InlineData("* * * * * a *.txt", "file names")]
    [InlineData("* * * * * cd /tmp", "command of the shell")]
    [InlineData("* * * * * A=1 b", "sets a variable")]
    [InlineData("* * * * * mail%text", "input for the command")]
    [InlineData("99 * * * * a", "not a time of a crontab")]
    [InlineData("@reboot a", "start of the machine")]
    [InlineData("* * * *", "no command")]
    [InlineData("SECRET=1", "clean environment")]
    [InlineData("CRON_TZ=Nowhere/City", "Nowhere/City")]
    [InlineData("* * * * * ../..", "cannot be a handler")]
    public void A_line_that_does_not_fit_is_told_with_its_number(string line, string told)
    {
        var unfit = Assert.Single(Read("@daily fine\n" + line + "\n").Unfit);
        Assert.Equal(2, unfit.Line);
        Assert.Contains(told, unfit.Text);
    }

    [Fact]
    public void Users_delays_and_equal_names_are_kept_apart()
    {
        var crontab = Crontab.Read(
            "RANDOM_DELAY=5\n0 1 * * * root /bin/a x\n0 2 * * * www /bin/a y\n0 3 * * * root /opt/a z\n",
            new CrontabOptions("UTC", "q", IsSystem: true));
        Assert.Equal(["a", "a:2"], crontab.Schedules.Select(schedule => schedule.Id));
        Assert.Equal(["user:root", "user:www"], crontab.Schedules.SelectMany(schedule => schedule.Tags!));
        Assert.All(crontab.Schedules, schedule => Assert.Equal(("5m", "q"), (schedule.Jitter, schedule.Queue)));
        Assert.Contains("file name of '/bin/a'", Assert.Single(crontab.Unfit).Text);
    }

    private static Crontab Read(string text) => Crontab.Read(text, new CrontabOptions("UTC", null, IsSystem: false));
}
