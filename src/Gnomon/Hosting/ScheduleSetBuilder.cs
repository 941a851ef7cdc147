using Gnomon.Client;
using Gnomon.Jobs;
using Gnomon.Triggers;

namespace Gnomon.Hosting;

/// <summary>Says which schedules a declared set has.</summary>
public sealed class ScheduleSetBuilder
{
    internal ScheduleSetBuilder()
    {
    }

    internal List<ScheduleDeclaration> Schedules { get; } = [];

    internal bool Adopts { get; private set; }

    internal bool ResetsPauses { get; private set; }

    /// <summary>Adds a schedule whose ticks run the handler that the arguments' type declares. Its trigger has to be the
    /// same at each start: one that counts from the moment of the start is another set each time.</summary>
    public ScheduleSetBuilder Add<TArgs>(
        string id, Trigger trigger, TArgs args, Action<EnqueueOptions>? configure = null,
        Func<Schedule, Schedule>? change = null)
        where TArgs : notnull =>
        Add(id, trigger, JobNameAttribute.Of(typeof(TArgs)), args, configure, change);

    /// <summary>Adds a schedule whose ticks run a handler by its name.</summary>
    public ScheduleSetBuilder Add<TArgs>(
        string id, Trigger trigger, string handler, TArgs args, Action<EnqueueOptions>? configure = null,
        Func<Schedule, Schedule>? change = null)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        Schedules.Add(ScheduleDeclaration.Of(id, trigger, handler, args, configure, change));
        return this;
    }

    /// <summary>Adds a schedule each of whose ticks makes a workflow.</summary>
    public ScheduleSetBuilder Add(
        string id, Trigger trigger, WorkflowBuilder workflow, Func<Schedule, Schedule>? change = null)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        ArgumentNullException.ThrowIfNull(workflow);
        Schedules.Add(ScheduleDeclaration.Of(id, trigger, workflow, change));
        return this;
    }

    /// <summary>Makes schedules with these ids that are there already, made by hand or in another set, schedules of this
    /// one. Without it they keep the set from being stored.</summary>
    public ScheduleSetBuilder Adopt()
    {
        Adopts = true;
        return this;
    }

    /// <summary>Makes a newer version of the set pause and resume schedules as it declares them, also where an operator
    /// said otherwise meanwhile. Without it the operator's word stands.</summary>
    public ScheduleSetBuilder ResetPauses()
    {
        ResetsPauses = true;
        return this;
    }
}
