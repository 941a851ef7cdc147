namespace Gnomon.Cli.Files;

/// <summary>How a crontab is read.</summary>
/// <param name="Zone">The time zone of lines above any <c>CRON_TZ</c>: an IANA id.</param>
/// <param name="Queue">The queue of the jobs; null means the default.</param>
/// <param name="IsSystem">Whether the column before the command names a user, as in <c>/etc/crontab</c>.</param>
internal sealed record CrontabOptions(string Zone, string? Queue, bool IsSystem);
