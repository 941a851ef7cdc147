using Gnomon.Client;
using Gnomon.Triggers;
using Gnomon.Workers;

namespace Gnomon.Hosting;

/// <summary>A schedule that a program declares.</summary>
/// <param name="Build">Makes it, once it is known how arguments are written.</param>
internal sealed record ScheduleDeclaration(Func<JobSerializer, Schedule> Build)
{
    public static ScheduleDeclaration Of<TArgs>(
        string id, Trigger trigger, string handler, TArgs args, Action<EnqueueOptions>? configure,
        Func<Schedule, Schedule>? change)
    {
        var options = new EnqueueOptions();
        configure?.Invoke(options);
        return new ScheduleDeclaration(serializer =>
        {
            var spec = options.ToSpec(handler, serializer.Write(args));
            var schedule = new Schedule { Id = id, Trigger = trigger, Job = spec };
            return change?.Invoke(schedule) ?? schedule;
        });
    }

    /// <summary>The schedule, with its arguments in the version that the program declares for the handler.</summary>
    public Schedule ToSchedule(JobSerializer serializer, Payloads payloads)
    {
        var schedule = Build(serializer);
        return payloads.VersionOf(schedule.Job.Handler) is > 0 and var version
            ? schedule with { Job = schedule.Job with { ArgsVersion = version } }
            : schedule;
    }
}
