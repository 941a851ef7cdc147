using Gnomon.Client;
using Gnomon.Triggers;

namespace Gnomon.Hosting;

/// <summary>A schedule that a program declares.</summary>
/// <param name="Build">Makes it, once it is known how arguments are written.</param>
internal sealed record ScheduleDeclaration(Func<JobSerializer, Schedule> Build);
