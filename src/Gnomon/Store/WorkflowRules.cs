using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>The checks that every workflow passes before a store sees it.</summary>
public static class WorkflowRules
{
    /// <summary>Refuses a workflow that breaks a bound, names a step twice, or whose jobs wait for one another in a circle.
    /// </summary>
    /// <exception cref="InvalidJobException">Names the first member at fault.</exception>
    public static void Check(WorkflowDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (draft.Id.Value == Guid.Empty) throw new InvalidJobException("id", "must not be the empty UUID");
        if (draft.Name is not null) CheckText("name", draft.Name, WorkflowLimits.MaxNameLength);
        if (draft.Retention is { } kept && (kept <= TimeSpan.Zero || kept > JobLimits.MaxDuration))
            throw new InvalidJobException(
                "retention", $"is {kept}; allowed is more than zero, up to {JobLimits.MaxDuration.Days:N0} days");
        CheckGroups(draft.Groups);
        if (draft.Broadcast is { } terms) JobRules.Check(terms.Template);
        if (draft.Jobs.Count > WorkflowDraft.MaxJobs)
            throw new InvalidJobException(
                "jobs", $"are {draft.Jobs.Count:N0}; a workflow has at most {WorkflowDraft.MaxJobs:N0}");
        if (draft.Jobs.Count == 0 && draft.Broadcast?.Until is null)
            throw new InvalidJobException(
                "jobs", "are none; only a broadcast that nodes may still join has none at first");

        var jobs = new Dictionary<JobId, int>();
        var steps = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < draft.Jobs.Count; i++) CheckJob(draft, i, jobs, steps);
        CheckAcyclic(draft.Jobs, jobs);
    }

    /// <summary>Refuses a change of a workflow that breaks a bound.</summary>
    /// <exception cref="InvalidJobException">Says which.</exception>
    public static void Check(WorkflowControl request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!Enum.IsDefined(request.Action))
            throw new InvalidJobException("action", $"'{request.Action}' is not a value that it can have");
        if (request.Action == WorkflowAction.Signal) CheckSignal(request.Signal, request.Payload);
    }

    /// <summary>Refuses a signal's name or payload that breaks a bound.</summary>
    /// <exception cref="InvalidJobException">Says which.</exception>
    public static void CheckSignal(string? name, ReadOnlyMemory<byte> payload)
    {
        if (name is null) throw new InvalidJobException("signal", "is missing");
        CheckText("signal", name, JobLimits.MaxNameLength);
        if (payload.Length > JobLimits.MaxArgsBytes)
            throw new InvalidJobException(
                "payload", $"takes {payload.Length:N0} bytes; at most {JobLimits.MaxArgsBytes:N0} are allowed");
    }

    private static void CheckGroups(IReadOnlyDictionary<string, int> groups)
    {
        if (groups.Count > WorkflowLimits.MaxGroups)
            throw new InvalidJobException("groups", $"are {groups.Count}; at most {WorkflowLimits.MaxGroups} are allowed");
        foreach (var (name, most) in groups)
        {
            CheckText("groups", name, WorkflowLimits.MaxNameLength);
            if (most is < 1 or > WorkflowDraft.MaxJobs)
                throw new InvalidJobException(
                    "groups", $"allow {most:N0} at once for '{name}'; allowed are 1 to {WorkflowDraft.MaxJobs:N0}");
        }
    }

    private static void CheckJob(
        WorkflowDraft draft, int index, Dictionary<JobId, int> jobs, Dictionary<string, int> steps)
    {
        var (job, field) = (draft.Jobs[index], $"jobs[{index}]");
        JobRules.Check(job);
        if (job.Spec.Workflow is not { } place || place.Workflow != draft.Id)
            throw new InvalidJobException($"{field}.workflow", "does not name the workflow that the job comes with");
        CheckText($"{field}.step", place.Step, WorkflowLimits.MaxNameLength);
        if (!steps.TryAdd(place.Step, index))
            throw new InvalidJobException($"{field}.step", $"'{place.Step}' is the name of jobs[{steps[place.Step]}] too");
        if (!jobs.TryAdd(job.Id, index))
            throw new InvalidJobException($"{field}.id", $"{job.Id} is the id of jobs[{jobs[job.Id]}] too");
        if (place.Signals.Count > WorkflowLimits.MaxSignals)
            throw new InvalidJobException(
                $"{field}.signals", $"are {place.Signals.Count}; at most {WorkflowLimits.MaxSignals} are allowed");
        foreach (var signal in place.Signals) CheckText($"{field}.signals", signal, JobLimits.MaxNameLength);
        if (place.Group is { } group) CheckText($"{field}.group", group, WorkflowLimits.MaxNameLength);
        CheckParents(job, place, field);
    }

    private static void CheckParents(JobDraft job, WorkflowPlace place, string field)
    {
        if (!Enum.IsDefined(place.OnFailure))
            throw new InvalidJobException($"{field}.onFailure", $"'{place.OnFailure}' is not a value that it can have");
        if (place.Parents.Count > WorkflowDraft.MaxJobs)
            throw new InvalidJobException(
                $"{field}.parents", $"are {place.Parents.Count:N0}; at most {WorkflowDraft.MaxJobs:N0} are allowed");
        var seen = new HashSet<JobId>();
        foreach (var parent in place.Parents)
        {
            if (!Enum.IsDefined(parent.When))
                throw new InvalidJobException($"{field}.parents", $"'{parent.When}' is not a value that it can have");
            if (parent.Job == job.Id)
                throw new InvalidJobException($"{field}.parents", $"step '{place.Step}' waits for itself");
            if (!seen.Add(parent.Job))
                throw new InvalidJobException(
                    $"{field}.parents", $"step '{place.Step}' names job {parent.Job} twice");
        }
    }

    /// <summary>Takes away, again and again, what waits for nothing that is left; a circle is what remains.</summary>
    private static void CheckAcyclic(IReadOnlyList<JobDraft> jobs, Dictionary<JobId, int> indexes)
    {
        var open = new int[jobs.Count];
        var children = new List<int>?[jobs.Count];
        var free = new Stack<int>();
        for (var i = 0; i < jobs.Count; i++)
        {
            foreach (var parent in jobs[i].Spec.Workflow!.Parents)
                if (indexes.TryGetValue(parent.Job, out var at))
                {
                    (children[at] ??= []).Add(i);
                    open[i]++;
                }

            if (open[i] == 0) free.Push(i);
        }

        var left = jobs.Count;
        for (; free.TryPop(out var next); left--)
            foreach (var child in children[next] ?? [])
                if (--open[child] == 0)
                    free.Push(child);
        if (left > 0) throw Circle(jobs, indexes, open);
    }

    private static InvalidJobException Circle(
        IReadOnlyList<JobDraft> jobs, Dictionary<JobId, int> indexes, int[] open)
    {
        const int maxNamed = 10;
        // Each job that is left waits for one that is left, so following them comes back to where it was.
        var seen = new Dictionary<int, int>();
        var path = new List<int>();
        var at = Array.FindIndex(open, count => count > 0);
        for (; seen.TryAdd(at, path.Count); at = WaitsFor(at)) path.Add(at);
        var circle = path.Skip(seen[at]).Select(i => $"'{jobs[i].Spec.Workflow!.Step}'").ToList();
        var named = string.Join(", which waits for ", circle.Take(maxNamed));
        var rest = circle.Count > maxNamed ? $" and {circle.Count - maxNamed:N0} more" : "";
        return new InvalidJobException(
            "jobs", $"wait for one another in a circle: step {named}{rest}, which waits for {circle[0]}");

        int WaitsFor(int job)
        {
            foreach (var parent in jobs[job].Spec.Workflow!.Parents)
                if (indexes.TryGetValue(parent.Job, out var index) && open[index] > 0)
                    return index;
            throw new InvalidOperationException("a job that is left waits for none that is left");
        }
    }

    private static void CheckText(string field, string text, int most)
    {
        if (string.IsNullOrEmpty(text)) throw new InvalidJobException(field, "is missing or empty");
        if (text.Length > most)
            throw new InvalidJobException(field, $"has {text.Length} characters; at most {most} are allowed");
    }
}
