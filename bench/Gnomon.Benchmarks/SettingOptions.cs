using System.CommandLine;
using Gnomon.Local;

namespace Gnomon.Benchmarks;

/// <summary>The options that every verb has.</summary>
internal sealed class SettingOptions
{
    private readonly Option<string> _store = new("--store")
    {
        DefaultValueFactory = _ => "local:" + Path.Combine(Path.GetTempPath(), "gnomon-bench"),
        Description = "Where jobs are stored; a folder, or a namespace of Redis (?namespace=bench), is emptied first.",
    };

    private readonly Option<int> _payload = new("--payload")
    {
        DefaultValueFactory = _ => 100, Description = "Bytes of a job's arguments.",
    };

    private readonly Option<LocalDurability> _durability = new("--durability")
    {
        DefaultValueFactory = _ => LocalDurability.Fsync, Description = "When the local store acknowledges.",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Prints one JSON object and nothing else." };

    public void AddTo(Command verb)
    {
        verb.Add(_store);
        verb.Add(_payload);
        verb.Add(_durability);
        verb.Add(Json);
    }

    public Settings Read(ParseResult parsed) => new(
        parsed.GetRequiredValue(_store), parsed.GetValue(_payload), parsed.GetValue(_durability));
}
