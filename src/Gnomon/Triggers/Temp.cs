#pragma warning disable CS1591
namespace Gnomon.Triggers;
public sealed class CronFormatException(string m) : FormatException(m);
public sealed class CronExpression { public static CronExpression Parse(string s) => throw new FormatException(s); public string Text => ""; }
public sealed record OnceTrigger(DateTimeOffset At) : Trigger { public override string Text => "@once"; public override DateTimeOffset? Next(DateTimeOffset a) => a < At ? At : null; public override DateTimeOffset? Last(DateTimeOffset a) => a >= At ? At : null; }
public sealed record IntervalTrigger(TimeSpan Every, DateTimeOffset Anchor) : Trigger { public override string Text => "@every"; public override DateTimeOffset? Next(DateTimeOffset a) => a < Anchor ? Anchor : Anchor + Every * ((a - Anchor).Ticks / Every.Ticks + 1); public override DateTimeOffset? Last(DateTimeOffset a) => a >= Anchor ? Anchor + Every * ((a - Anchor).Ticks / Every.Ticks) : null; }
public sealed record CronTrigger(CronExpression Expression, TimeZoneInfo Zone) : Trigger { public override string Text => "cron"; public override DateTimeOffset? Next(DateTimeOffset a) => null; public override DateTimeOffset? Last(DateTimeOffset a) => null; }
