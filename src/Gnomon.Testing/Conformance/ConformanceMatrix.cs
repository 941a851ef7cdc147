using System.Globalization;
using System.Text;

namespace Gnomon.Testing.Conformance;

/// <summary>What became of each case on each engine, as a table of text: cases down, engines across. Fill it from the
/// test runner in use. Safe for use from many threads.</summary>
public sealed class ConformanceMatrix
{
    private const string Pass = "pass";
    private const string Skip = "skip";
    private const string Fail = "FAIL";
    private const string NotRun = "-";

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Engine, string Case), (string Word, string? Note)> _cells = [];
    private readonly List<string> _engines = [];

    /// <summary>Notes that a case passed on an engine.</summary>
    /// <param name="engine">The engine's name.</param>
    /// <param name="proof">The case.</param>
    public void Passed(string engine, ConformanceCase proof) => Note(engine, proof, Pass, null);

    /// <summary>Notes that a case was skipped on an engine.</summary>
    /// <param name="engine">The engine's name.</param>
    /// <param name="proof">The case.</param>
    /// <param name="reason">Why.</param>
    public void Skipped(string engine, ConformanceCase proof, string reason) => Note(engine, proof, Skip, reason);

    /// <summary>Notes that a case failed on an engine.</summary>
    /// <param name="engine">The engine's name.</param>
    /// <param name="proof">The case.</param>
    /// <param name="reason">What was expected and what came; its first line is shown.</param>
    public void Failed(string engine, ConformanceCase proof, string reason) => Note(engine, proof, Fail, reason);

    /// <summary>The table of the cases that were noted, in the order of the suite; the reasons of skips and failures, by
    /// number; and the sums of each engine.</summary>
    public override string ToString()
    {
        lock (_gate)
        {
            var cases = ConformanceSuite.Cases.Where(c => _engines.Exists(e => _cells.ContainsKey((e, c.Name)))).ToList();
            if (cases.Count == 0) return "No case was run.\n";
            var notes = new List<string>();
            var promise = cases.Max(c => c.Promise.Length);
            var name = cases.Max(c => c.Name.Length);
            var text = new StringBuilder();
            Row(text, "".PadRight(promise), "".PadRight(name), _engines);
            foreach (var proof in cases)
                Row(text, proof.Promise.PadRight(promise), proof.Name.PadRight(name),
                    _engines.ConvertAll(engine => Cell(engine, proof, notes).PadRight(engine.Length)));
            text.Append('\n');
            for (var i = 0; i < notes.Count; i++) text.Append(CultureInfo.InvariantCulture, $"{i + 1}: {notes[i]}\n");
            foreach (var engine in _engines)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{engine}: {Sum(engine, Pass)} pass, {Sum(engine, Skip)} skip, {Sum(engine, Fail)} fail\n");
            return text.ToString();
        }
    }

    private static void Row(StringBuilder text, string promise, string name, IEnumerable<string> cells) =>
        text.Append($"{promise}  {name}  {string.Join("  ", cells)}".TrimEnd()).Append('\n');

    private string Cell(string engine, ConformanceCase proof, List<string> notes)
    {
        if (!_cells.TryGetValue((engine, proof.Name), out var cell)) return NotRun;
        if (cell.Note is null) return cell.Word;
        if (!notes.Contains(cell.Note)) notes.Add(cell.Note);
        return string.Create(CultureInfo.InvariantCulture, $"{cell.Word} {notes.IndexOf(cell.Note) + 1}");
    }

    private int Sum(string engine, string word) => _cells.Count(c => c.Key.Engine == engine && c.Value.Word == word);

    private void Note(string engine, ConformanceCase proof, string word, string? reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(engine);
        ArgumentNullException.ThrowIfNull(proof);
        lock (_gate)
        {
            if (!_engines.Contains(engine)) _engines.Add(engine);
            _cells[(engine, proof.Name)] = (word, reason?.Split('\n')[0].TrimEnd());
        }
    }
}
