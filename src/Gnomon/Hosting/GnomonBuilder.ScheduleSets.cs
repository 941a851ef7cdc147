using Gnomon.Jobs;

namespace Gnomon.Hosting;

public sealed partial class GnomonBuilder
{
    internal List<ScheduleSetDeclaration> ScheduleSets { get; } = [];

    /// <summary>Declares a whole set of schedules in a version. When the process starts, a set that is newer than the
    /// stored one replaces it in one change: its schedules are stored, and those of the former version that it does not
    /// have are removed. An older one changes nothing: the process goes by the stored one, and says so in its log.
    /// <see cref="AddSchedule{TArgs}(string, Triggers.Trigger, TArgs, Action{Client.EnqueueOptions}?, Func{Triggers.Schedule, Triggers.Schedule}?)"/>
    /// knows no version and removes nothing.</summary>
    /// <param name="name">The name of the set; letters, digits and <c>. _ - :</c>, at most 128.</param>
    /// <param name="version">0 or more; raise it with every change of the set.</param>
    /// <param name="configure">Adds the schedules.</param>
    /// <exception cref="InvalidJobException">The name is not one, or the version is negative.</exception>
    /// <exception cref="InvalidOperationException">A set of that name is declared already.</exception>
    public GnomonBuilder AddScheduleSet(string name, long version, Action<ScheduleSetBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        JobRules.CheckName("set", name);
        if (version < 0) throw new InvalidJobException("version", $"is {version}; allowed are 0 and more");
        if (ScheduleSets.Exists(set => set.Name == name))
            throw new InvalidOperationException($"Two sets of schedules are declared with the name '{name}'.");
        var set = new ScheduleSetBuilder();
        configure(set);
        ScheduleSets.Add(new ScheduleSetDeclaration(name, version, set));
        return this;
    }
}
