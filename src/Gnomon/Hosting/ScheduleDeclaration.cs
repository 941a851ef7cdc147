using Gnomon.Api;
using Gnomon.Client;
using Gnomon.Jobs;
using Gnomon.Triggers;
using Gnomon.Workers;

namespace Gnomon.Hosting;

/// <summary>A schedule that a program declares.</summary>
/// <param name="Build">Makes it, once it is known how arguments are written.</param>
internal sealed record ScheduleDeclaration(Func<JobClient, Schedule> Build)
{
    public static ScheduleDeclaration Of<TArgs>(
        string id, Trigger trigger, string handler, TArgs args, Action<EnqueueOptions>? configure,
        Func<Schedule, Schedule>? change)
    {
        var options = new EnqueueOptions();
        configure?.Invoke(options);
        return new ScheduleDeclaration(client =>
        {
            var spec = options.ToSpec(handler, client.Write(args));
            var schedule = new Schedule { Id = id, Trigger = trigger, Job = spec };
            return change?.Invoke(schedule) ?? schedule;
        });
    }

    public static ScheduleDeclaration Of(
        string id, Trigger trigger, WorkflowBuilder workflow, Func<Schedule, Schedule>? change) =>
        new(client =>
        {
            var schedule = new Schedule { Id = id, Trigger = trigger, Job = ToJob(id, workflow, client) };
            return change?.Invoke(schedule) ?? schedule;
        });

    /// <summary>The schedule, with its arguments in the version that the program declares for the handler.</summary>
    /// <param name="client">Writes arguments.</param>
    /// <param name="payloads">Knows the versions.</param>
    public Schedule ToSchedule(JobClient client, Payloads payloads)
    {
        var schedule = Build(client);
        return payloads.VersionOf(schedule.Job.Handler) is > 0 and var version
            ? schedule with { Job = schedule.Job with { ArgsVersion = version } }
            : schedule;
    }

    /// <exception cref="InvalidJobException">The workflow cannot be; names the step at fault.</exception>
    private static JobSpec ToJob(string id, WorkflowBuilder workflow, JobClient client)
    {
        if (workflow.ChosenId is not null)
            throw new InvalidJobException(
                "id", $"of the workflow of schedule '{id}' cannot be chosen: it follows from the tick");
        try
        {
            return WorkflowSchedules.ToJob(WorkflowWriting.ToDocument(workflow.Plan(client)), DateTimeOffset.UnixEpoch);
        }
        catch (ApiException error)
        {
            throw new InvalidJobException($"schedule '{id}'", error.Detail);
        }
    }
}
