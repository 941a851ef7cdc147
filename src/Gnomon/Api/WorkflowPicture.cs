using System.Globalization;
using System.Text;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Api;

/// <summary>Draws a workflow as a flowchart in the language of Mermaid: one node for each step, coloured by its state;
/// groups of many members are one node with counts.</summary>
internal sealed class WorkflowPicture
{
    /// <summary>A group with more jobs than this is drawn as one node.</summary>
    public const int MaxMembers = 20;

    private readonly Dictionary<string, List<Job>> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<JobId, string> _nodeOf = [];
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    /// <param name="jobs">All jobs of the workflow.</param>
    public WorkflowPicture(IReadOnlyList<Job> jobs)
    {
        var members = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var job in jobs)
            foreach (var group in Groups(Step(job)))
                members[group] = members.GetValueOrDefault(group) + 1;
        foreach (var job in jobs)
        {
            var step = Step(job);
            // The outermost group that is too large swallows what is in it; the job that ends it has its name.
            var node = Groups(step).Append(step).First(name => name == step || members[name] > MaxMembers);
            if (!_nodes.TryGetValue(node, out var inside)) _nodes.Add(node, inside = []);
            inside.Add(job);
            _nodeOf[job.Id] = node;
        }
    }

    /// <summary>The flowchart.</summary>
    public string Draw()
    {
        var text = new StringBuilder("flowchart LR\n");
        foreach (var (name, jobs) in _nodes)
        {
            _ids[name] = $"s{_ids.Count.ToString(CultureInfo.InvariantCulture)}";
            text.Append("  ").Append(_ids[name]).Append(Node(name, jobs)).Append('\n');
        }

        foreach (var (from, to, when) in Edges())
            text.Append("  ").Append(_ids[from]).Append(when switch
            {
                ParentCondition.Failed => " -. failed .-> ",
                ParentCondition.Ended => " -. ended .-> ",
                _ => " --> ",
            }).Append(_ids[to]).Append('\n');
        return text.Append(Classes).ToString();
    }

    private const string Classes = """
          classDef blocked fill:#f1f5f9,stroke:#94a3b8,color:#334155
          classDef scheduled fill:#e0f2fe,stroke:#0284c7,color:#0c4a6e
          classDef ready fill:#e0f2fe,stroke:#0284c7,color:#0c4a6e
          classDef running fill:#fef9c3,stroke:#ca8a04,color:#713f12
          classDef succeeded fill:#dcfce7,stroke:#16a34a,color:#14532d
          classDef cancelled fill:#e5e7eb,stroke:#6b7280,color:#374151,stroke-dasharray:4
          classDef dead fill:#fee2e2,stroke:#dc2626,color:#7f1d1d
          classDef expired fill:#fee2e2,stroke:#dc2626,color:#7f1d1d

        """;

    private HashSet<(string From, string To, ParentCondition When)> Edges()
    {
        var edges = new HashSet<(string, string, ParentCondition)>();
        foreach (var (node, jobs) in _nodes)
            foreach (var parent in jobs.SelectMany(job => job.Spec.Workflow!.Parents))
                if (_nodeOf.TryGetValue(parent.Job, out var from) && from != node)
                    edges.Add((from, node, parent.When));
        return edges;
    }

    private static string Node(string name, List<Job> jobs)
    {
        var isFolded = jobs.Count > 1;
        var label = new StringBuilder(Escape(name));
        if (isFolded)
        {
            var members = jobs.Where(job => Step(job) != name).ToList();
            label.Append("<br/>").Append(members.Count.ToString(CultureInfo.InvariantCulture)).Append(" jobs");
            foreach (var states in members.GroupBy(job => job.State).OrderBy(group => group.Key))
                label.Append("<br/>").Append(states.Count().ToString(CultureInfo.InvariantCulture)).Append(' ')
                    .Append(StateText.Format(states.Key));
        }
        else if (jobs[0].Spec.Workflow!.Signals is { Count: > 0 } signals)
        {
            label.Append("<br/>signal ").Append(Escape(string.Join(", ", signals)));
        }

        var (open, close) = isFolded ? ("[[", "]]") : IsJoin(jobs[0]) ? ("{{", "}}") : ("[", "]");
        return $"{open}\"{label}\"{close}:::{StateText.Format(StateOf(name, jobs))}";
    }

    /// <summary>The state of a node: for a group that of the job that ends it, or running while any member does.</summary>
    private static JobState StateOf(string name, List<Job> jobs)
    {
        var last = jobs.Find(job => Step(job) == name) ?? jobs[^1];
        return last.State == JobState.Blocked && jobs.Exists(job => job.State == JobState.Running)
            ? JobState.Running
            : last.State;
    }

    private static bool IsJoin(Job job) => job.Spec.Handler == Workflows.WorkflowCompiler.Join;

    private static string Step(Job job) => job.Spec.Workflow!.Step;

    /// <summary>The groups that a step is in, the outermost first.</summary>
    private static IEnumerable<string> Groups(string step)
    {
        for (var at = step.IndexOf('/'); at >= 0; at = step.IndexOf('/', at + 1)) yield return step[..at];
    }

    /// <summary>The text with whatever could end a label, or mean something in one, as a number.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '.' or '_' or '-' or ':' or '/' or ',')
                escaped.Append(rune.ToString());
            else
                escaped.Append('#').Append(rune.Value.ToString(CultureInfo.InvariantCulture)).Append(';');
        }

        return escaped.ToString();
    }
}
