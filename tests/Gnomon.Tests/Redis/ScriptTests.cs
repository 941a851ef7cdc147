using System.Reflection;
using Gnomon.Redis;
using Xunit;

namespace Gnomon.Tests.Redis;

public class ScriptTests
{
    private const string Ending = ".lua";

    private static readonly Assembly Redis = typeof(RedisScript).Assembly;

    /// <summary>The names of all files, those of transitions and of parts.</summary>
    public static TheoryData<string> Files() =>
        [.. Redis.GetManifestResourceNames().Where(name => name.EndsWith(Ending, StringComparison.Ordinal))
            .Select(name => name[..^Ending.Length])];

    /// <summary>The names of the files that each end a script: one for each transition and each read.</summary>
    public static TheoryData<string> Transitions() =>
        [.. typeof(RedisScript).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null)).OfType<RedisScript>().Select(script => script.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    public void File_begins_with_what_it_is_for(string name)
    {
        var head = HeadOf(name);
        Assert.NotEmpty(head);
        Assert.True(
            head[0].Length > 0 && char.IsUpper(head[0][0]) && head[0].Contains(' ', StringComparison.Ordinal),
            $"{name}.lua begins with '{head[0]}', not with a sentence");
    }

    [Theory]
    [MemberData(nameof(Transitions))]
    public void Transition_says_what_it_reads_and_answers_and_costs(string name)
    {
        var head = HeadOf(name);
        foreach (var part in new[] { "BODY", "answer", "cost" })
            Assert.Contains(head, line => line.StartsWith($"{part} ", StringComparison.Ordinal));
    }

    [Fact]
    public void Core_says_what_every_script_is_given()
    {
        var head = HeadOf("core");
        Assert.Contains(head, line => line.StartsWith("KEYS[1] ", StringComparison.Ordinal));
        Assert.Contains(head, line => line.StartsWith("ARGV[1] ", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_script_has_a_file_and_a_text_of_its_own()
    {
        // A script is known by its text, so two of the same text would be one.
        var functions = Transitions().Select(row => FunctionOf(row.Data)).ToList();
        Assert.Equal(functions.Count, functions.Distinct().Count());
        Assert.Subset(
            Files().Select(row => row.Data).ToHashSet(StringComparer.Ordinal),
            Transitions().Select(row => row.Data).ToHashSet(StringComparer.Ordinal));
    }

    private static string FunctionOf(string name) =>
        typeof(RedisScript).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null)).OfType<RedisScript>()
            .Where(script => script.Name == name)
            .Select(script => System.Text.Encoding.ASCII.GetString(script.Function.Span)).Single();

    /// <summary>The comment that a file begins with, line by line.</summary>
    private static List<string> HeadOf(string name)
    {
        using var stream = Redis.GetManifestResourceStream(name + Ending)!;
        using var reader = new StreamReader(stream);
        var head = new List<string>();
        while (reader.ReadLine() is { } line && line.StartsWith("--", StringComparison.Ordinal))
            head.Add(line.TrimStart('-').Trim());
        return head;
    }
}
