using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Workflows;

/// <summary>Turns a plan into jobs. A group becomes its members and, last, a job of the handler <c>join</c> that has the
/// group's own name: it waits for all members to end and fails when one failed for which no member waited. Who waits for
/// the group waits for that job.</summary>
internal sealed class WorkflowCompiler
{
    /// <summary>The handler of the jobs that only wait. Every worker has it.</summary>
    public const string Join = "join";

    /// <summary>A group with more edges than this into its first members gets one job that stands between.</summary>
    private const int MaxDirectEdges = 64;

    private readonly WorkflowId _id;
    private readonly List<JobDraft> _jobs = [];
    private readonly Dictionary<string, int> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JobId> _chosen = new(StringComparer.Ordinal);

    private WorkflowCompiler(WorkflowId id) => _id = id;

    /// <summary>Turns a plan into what a store takes.</summary>
    /// <exception cref="InvalidJobException">Names the first step at fault and says what is allowed.</exception>
    public static WorkflowDraft Compile(WorkflowId id, WorkflowPlan plan)
    {
        var compiler = new WorkflowCompiler(id);
        foreach (var step in plan.Steps)
            if (step.Id is { } chosen)
                compiler._chosen[step.Name] = chosen;
        compiler.AddAll("", plan.Steps, plan.Stored, StepEntry.None);
        return new WorkflowDraft(id, compiler._jobs)
        {
            Name = plan.Name, Retention = plan.Retention, Groups = compiler._groups,
        };
    }

    private JobId IdOf(string path) => _chosen.TryGetValue(path, out var id) ? id : StepIds.Of(_id, path);

    private void AddAll(
        string prefix, IReadOnlyList<WorkflowStep> steps, IReadOnlyList<string> stored, StepEntry entry)
    {
        new StepCheck(prefix, steps, stored).Run();
        var giving = new HashSet<string>(
            from step in steps
            where WantsResults(step)
            from after in step.After
            select after.Step);
        foreach (var step in steps)
        {
            var (path, first) = (prefix + step.Name, step.After.Count == 0);
            List<JobParent> parents = first
                ? [.. entry.Parents]
                : [.. step.After.Select(after => new JobParent(IdOf(prefix + after.Step), after.When))];
            var ownParents = parents.Count;
            if (!first && step.After.All(after => after.When == ParentCondition.Ended)) parents.AddRange(entry.Guards);
            var takes = step.TakesResults || (first && entry.TakesResults);
            if (step.Members is { } members)
                AddGroup(path, step, members, new StepEntry(parents, takes, entry.Group), giving.Contains(step.Name));
            else if (step.Job is { } job)
                Add(path, step, job, Place(path, parents, step) with { Group = entry.Group, TakesResults = takes });
            else
                AddJoin(step, Place(path, parents, step), takes ? ownParents : 0, giving.Contains(step.Name));
        }
    }

    private void AddGroup(
        string path, WorkflowStep group, IReadOnlyList<WorkflowStep> members, StepEntry entry, bool gives)
    {
        if (group.Parallel is { } most) _groups[path] = most;
        entry = entry with { Group = group.Parallel is null ? entry.Group : path };
        if (NeedsBegin(group, members, entry))
        {
            var begin = $"{path}/{StepCheck.Begin}";
            var results = entry.TakesResults || members.Any(member => member.After.Count == 0 && WantsResults(member));
            var place = Place(begin, entry.Parents, group) with { OnFailure = StepFailure.SkipDependents };
            AddJoin(group, place, results ? entry.Parents.Count : 0, results);
            entry = entry with { Parents = [new JobParent(IdOf(begin))] };
        }

        AddAll($"{path}/", members, [], entry);

        var awaited = members.SelectMany(member => member.After).ToLookup(after => after.Step, after => after.When);
        var last = members.Where(member => !awaited.Contains(member.Name)).ToList();
        var parents = last.Concat(members.Where(member => awaited.Contains(member.Name)))
            .Select(member => new JobParent(
                IdOf($"{path}/{member.Name}"),
                awaited[member.Name].Contains(ParentCondition.Failed) ? ParentCondition.Ended : ParentCondition.Gathered))
            .Concat(entry.Guards);
        var closing = group with { Signals = [], Delay = null, RunAt = null };
        AddJoin(closing, Place(path, [.. parents], closing), gives ? last.Count : 0, gives);
    }

    /// <summary>Whether something has to stand between what a group waits for and its first members.</summary>
    private static bool NeedsBegin(WorkflowStep group, IReadOnlyList<WorkflowStep> members, StepEntry entry)
    {
        if (group.Signals.Count > 0 || group.Delay is not null || group.RunAt is not null) return true;
        return entry.Parents.Count > 1
            && entry.Parents.Count * members.Count(member => member.After.Count == 0) > MaxDirectEdges;
    }

    /// <summary>Whether a step, or the first of its members, is given results.</summary>
    private static bool WantsResults(WorkflowStep step) => step.TakesResults
        || step.Members?.Any(member => member.After.Count == 0 && WantsResults(member)) == true;

    private WorkflowPlace Place(string path, IReadOnlyList<JobParent> parents, WorkflowStep step) => new(_id, path)
    {
        Parents = parents, Signals = step.Signals, OnFailure = step.OnFailure,
    };

    /// <param name="step">Whose delay it has.</param>
    /// <param name="place">Its place.</param>
    /// <param name="results">How many of the first parents it answers the results of.</param>
    /// <param name="gives">Whether a step takes results from it: without other ones, what its signals carried.</param>
    private void AddJoin(WorkflowStep step, WorkflowPlace place, int results, bool gives)
    {
        var args = results > 0 ? JoinArgs.OfResults(results)
            : gives && place.Signals.Count > 0 ? JoinArgs.OfSignals : default;
        Add(place.Step, step, new JobSpec { Handler = Join, Args = args }, place with { TakesResults = results > 0 });
    }

    private void Add(string path, WorkflowStep step, JobSpec spec, WorkflowPlace place)
    {
        if (_jobs.Count == WorkflowDraft.MaxJobs)
            throw new InvalidJobException(
                "steps", $"make more than {WorkflowDraft.MaxJobs:N0} jobs with those that stand between; step '{path}' is "
                    + "one too many");
        _jobs.Add(new JobDraft(IdOf(path), spec with { Workflow = place }) { Delay = step.Delay, RunAt = step.RunAt });
    }
}
