using System.Text;
using Gnomon.Api;
using Gnomon.Cli;
using Gnomon.Cli.Files;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

public sealed class YamlDocumentTests
{
    [Theory]
    [InlineData("a: 1\nb: -2.5e3\n", """{"a":1,"b":-2.5e3}""")]
    [InlineData("a: true\nb: False\nc: null\nd: ~\ne:\n", """{"a":true,"b":false,"c":null,"d":null,"e":null}""")]
    [InlineData("a: yes\nb: 08:30\nc: 5m\nd: '7'\ne: \"true\"\nf: 2026-01-01\n", """{"a":"yes","b":"08:30","c":"5m","d":"7","e":"true","f":"2026-01-01"}""")]
    [InlineData("- 1\n- [a, {b: c}]\n-\n  - x\n", """[1,["a",{"b":"c"}],["x"]]""")]
    [InlineData("a: |\n  one\n  two\nb: >-\n  three\n  four\n", """{"a":"one\ntwo\n","b":"three four"}""")]
    [InlineData("# a comment\na: 1 # more\n", """{"a":1}""")]
    [InlineData("---\na: 1\n...\n", """{"a":1}""")]
    [InlineData("a: 9007199254740993123\n", """{"a":9007199254740993123}""")]
    [InlineData("{\"a\": [1, \"b\"]}\n", """{"a":[1,"b"]}""")]
    [InlineData("word\n", "\"word\"")]
    public void Yaml_means_this_json(string yaml, string json) =>
        Assert.Equal(json, Encoding.UTF8.GetString(YamlDocument.Read("f.yaml", yaml).Json.Span));

    [Theory]
    [InlineData("a: 1\nb: * * * * *\n", 2, 4, "in quotes")]
    [InlineData("a: @daily\n", 1, 4, "in quotes")]
    [InlineData("a: &x 1\nb: *x\n", 1, 4, "anchor")]
    [InlineData("a: *x\n", 1, 4, "alias")]
    [InlineData("a: !!str 1\n", 1, 4, "tag")]
    [InlineData("a: 1\nb: 2\na: 3\n", 3, 1, "'a' is given twice")]
    [InlineData("a: 007\n", 1, 4, "'007' is a number in some readers")]
    [InlineData("a: 0x1F\n", 1, 4, "'0x1F' is a number in some readers")]
    [InlineData("a: 1_000\n", 1, 4, "'1_000' is a number in some readers")]
    [InlineData("a: .inf\n", 1, 4, "'.inf' is a number in some readers")]
    [InlineData("a: 1\n---\nb: 2\n", 2, 1, "second document")]
    [InlineData("a: [1, 2\nb: 3\n", 1, 6, "not valid YAML")]
    [InlineData("a: 'half\n", 1, 4, "not valid YAML")]
    public void What_is_wrong_is_told_with_its_place(string yaml, int line, int column, string told)
    {
        var refusal = Assert.Throws<CommandFailedException>(() => YamlDocument.Read("f.yaml", yaml));
        Assert.Equal(ExitCodes.Usage, refusal.ExitCode);
        Assert.StartsWith($"f.yaml, line {line}, column {column}: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(told, refusal.Message);
    }

    [Fact]
    public void Yaml_that_nests_too_deep_is_refused() => Assert.Contains(
        "nested deeper", Assert.Throws<CommandFailedException>(
            () => YamlDocument.Read("f.yaml", new string('[', 200) + new string(']', 200))).Message);

    [Theory]
    [InlineData("f.yaml", "id: x\ntrigger:\n  cron: 0 2 * * *\nmaxRuns: many\n", 4, 10, "maxRuns is 'many'")]
    [InlineData("f.yaml", "id: ü\nkolour: red\n", 2, 1, "kolour is not known here")]
    [InlineData("f.json", "{\n  \"id\": \"x\",\n  \"maxRuns\": \"many\"\n}", 3, 14, "maxRuns is 'many'")]
    [InlineData("input", "{\n  \"id\": 5}", 2, 9, "id is the number 5")]
    public void A_member_that_does_not_fit_is_told_with_its_place_in_the_file(
        string name, string text, int line, int column, string told)
    {
        var file = DocumentFile.Parse(name, Encoding.UTF8.GetBytes(text));
        var refusal = Assert.Throws<CommandFailedException>(() => file.Read(GnomonJson.Default.ScheduleDocument));
        Assert.StartsWith($"{name}, line {line}, column {column}: {told}", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trigger.cron", 3, 9)]
    [InlineData("trigger", 3, 3)]
    [InlineData("trigger.zone", 3, 3)]
    [InlineData("args[1]", 4, 11)]
    [InlineData("args[1].x.y", 4, 11)]
    [InlineData("nothing", 1, 1)]
    public void The_place_of_a_member_is_found_or_that_of_what_is_around_it(string path, int line, int column)
    {
        var file = DocumentFile.Parse("f", "id: x\ntrigger:\n  cron: 0 2 * * *\nargs: [a, b]\n"u8.ToArray());
        Assert.StartsWith(
            $"f, line {line}, column {column}: bad", file.Fault(path, "bad").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_texts_are_read_or_refused_with_a_place()
    {
        const string Alphabet = "ab:- \n[]{},'\"|>#&*!%@0.x\t\\";
        for (var seed = 1; seed <= 3000; seed++)
        {
            var random = new Random(seed);
            var text = new string([.. Enumerable.Range(0, random.Next(1, 40)).Select(
                _ => Alphabet[random.Next(Alphabet.Length)])]);
            try
            {
                using var read = System.Text.Json.JsonDocument.Parse(YamlDocument.Read("f.yaml", text).Json);
            }
            catch (CommandFailedException refusal)
            {
                Assert.StartsWith("f.yaml", refusal.Message, StringComparison.Ordinal);
            }
        }
    }
}
