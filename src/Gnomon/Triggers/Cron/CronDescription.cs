namespace Gnomon.Triggers.Cron;
internal static class CronDescription { public static string Of(CronSyntax syntax) => syntax.Text; }
