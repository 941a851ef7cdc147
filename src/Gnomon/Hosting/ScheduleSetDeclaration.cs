namespace Gnomon.Hosting;

/// <summary>A set of schedules that a program declares.</summary>
internal sealed record ScheduleSetDeclaration(string Name, long Version, ScheduleSetBuilder Set);
