using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Workflows;

/// <summary>Refuses steps beside one another that cannot be: each error names the step and says what is allowed.</summary>
/// <param name="prefix">What stands before their names in the whole workflow: empty, or ending in a slash.</param>
/// <param name="steps">The steps.</param>
/// <param name="stored">Other names that may be waited for.</param>
internal sealed class StepCheck(string prefix, IReadOnlyList<WorkflowStep> steps, IReadOnlyList<string> stored)
{
    /// <summary>The member name that the compiler takes for the beginning of a group.</summary>
    public const string Begin = "begin";

    private const int MaxNamed = 10;

    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);

    /// <exception cref="InvalidJobException">One of them cannot be.</exception>
    public void Run()
    {
        if (steps.Count == 0)
            throw new InvalidJobException(
                prefix.Length == 0 ? "steps" : $"steps.{prefix[..^1]}", "has no steps; at least one is needed");
        for (var i = 0; i < steps.Count; i++) CheckName(i);
        foreach (var step in steps) CheckAfter(step);
        CheckCircle();
    }

    private string Field(WorkflowStep step, string member = "") =>
        $"steps.{prefix}{step.Name}{(member.Length == 0 ? "" : $".{member}")}";

    private void CheckName(int index)
    {
        var step = steps[index];
        JobRules.CheckName(prefix.Length == 0 ? "steps" : $"steps.{prefix[..^1]}", step.Name);
        if (prefix.Length > 0 && step.Name == Begin)
            throw new InvalidJobException(Field(step), $"'{Begin}' is the name of what a group waits for; name it otherwise");
        if (prefix.Length + step.Name.Length > WorkflowLimits.MaxNameLength - Begin.Length - 1)
            throw new InvalidJobException(
                Field(step), $"has {prefix.Length + step.Name.Length} characters with the groups it is in; at most "
                    + $"{WorkflowLimits.MaxNameLength - Begin.Length - 1} are allowed");
        if (!_indexes.TryAdd(step.Name, index) || stored.Contains(step.Name))
            throw new InvalidJobException(Field(step), "is there twice; a name is given once");
        if (step.Parallel is < 1 or > WorkflowDraft.MaxJobs)
            throw new InvalidJobException(
                Field(step, "parallel"), $"is {step.Parallel}; allowed are 1 to {WorkflowDraft.MaxJobs:N0}");
        if (step.Delay is not null && step.RunAt is not null)
            throw new InvalidJobException(Field(step, "delay"), "cannot be combined with runAt; give one of the two");
        if (step.Delay < TimeSpan.Zero || step.Delay > JobLimits.MaxDuration)
            throw new InvalidJobException(
                Field(step, "delay"), $"is {step.Delay}; allowed is zero up to {JobLimits.MaxDuration.Days:N0} days");
    }

    private void CheckAfter(WorkflowStep step)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, when) in step.After)
        {
            if (when is not (ParentCondition.Succeeded or ParentCondition.Failed or ParentCondition.Ended))
                throw new InvalidJobException(Field(step, "after"), $"'{when}' is no condition that a step can have");
            if (name == step.Name) throw new InvalidJobException(Field(step, "after"), "names the step itself");
            if (!seen.Add(name)) throw new InvalidJobException(Field(step, "after"), $"names '{name}' twice");
            if (!_indexes.ContainsKey(name) && !stored.Contains(name))
                throw new InvalidJobException(
                    Field(step, "after"), $"names '{name}', and no step beside it has this name; {Others(step)}");
        }
    }

    private string Others(WorkflowStep step)
    {
        var others = _indexes.Keys.Where(name => name != step.Name).Concat(stored).ToList();
        if (others.Count == 0) return "there is no other";
        var more = others.Count > MaxNamed ? $" and {others.Count - MaxNamed:N0} more" : "";
        return $"there are {string.Join(", ", others.Take(MaxNamed))}{more}";
    }

    /// <summary>Takes away, again and again, what waits for nothing that is left; a circle is what remains.</summary>
    private void CheckCircle()
    {
        var open = new int[steps.Count];
        var children = steps.Select(_ => new List<int>()).ToList();
        for (var i = 0; i < steps.Count; i++)
            foreach (var after in steps[i].After)
                if (_indexes.TryGetValue(after.Step, out var parent))
                {
                    children[parent].Add(i);
                    open[i]++;
                }

        var free = new Stack<int>(Enumerable.Range(0, steps.Count).Where(i => open[i] == 0));
        var left = steps.Count;
        for (; free.TryPop(out var next); left--)
            foreach (var child in children[next])
                if (--open[child] == 0)
                    free.Push(child);
        if (left == 0) return;

        // Each that is left waits for one that is left, so following them comes back to where it was.
        var path = new List<int>();
        var at = Array.FindIndex(open, count => count > 0);
        while (!path.Contains(at))
        {
            path.Add(at);
            at = steps[at].After.Select(after => _indexes.GetValueOrDefault(after.Step, -1))
                .First(i => i >= 0 && open[i] > 0);
        }

        var circle = path[path.IndexOf(at)..].Select(i => steps[i].Name).ToList();
        var shown = circle.Count > MaxNamed ? [.. circle.Take(MaxNamed), "…"] : circle;
        throw new InvalidJobException(
            Field(steps[at], "after"), $"waits for itself in a circle: {string.Join(" after ", [.. shown, circle[0]])}");
    }
}
