using System.Text.RegularExpressions;
using Xunit;

namespace Gnomon.Tests.Conventions;

public sealed partial class CodeRuleTests
{
    /// <summary>Files that may switch the check of banned symbols off, each with its reason.</summary>
    private static readonly Dictionary<string, string> MayUseBanned = [];

    [Fact]
    public void Nothing_that_ships_says_not_supported() => Report.Empty(
        from source in Repository.Sources
        where source.IsShipped
        from breach in Found(source, NotSupported())
        select breach);

    [Fact]
    public void Time_comes_from_the_time_provider() => Report.Empty(
        from source in Repository.Sources
        from breach in Found(source, Clock()).Concat(BareDelays(source))
        select breach);

    [Fact]
    public void The_check_of_banned_symbols_is_never_switched_off() => Report.Empty(
        from source in Repository.Sources
        where source.Text.Contains("RS" + "0030", StringComparison.Ordinal) && !MayUseBanned.ContainsKey(source.Path)
        select source.Path);

    [Theory]
    [InlineData("Task.Delay(5);", 1)]
    [InlineData("Task.Delay(5, cancellation);", 1)]
    [InlineData("Task.Delay(Max(1, 2), stop.Token);", 1)]
    [InlineData("Task.Delay(5, _time);", 0)]
    [InlineData("Task.Delay(5, time, cancellation);", 0)]
    public void A_delay_without_a_time_provider_is_found(string code, int breaches) =>
        Assert.Equal(breaches, BareDelays(new SourceFile("X.cs", code, code)).Count());

    [Fact]
    public void Logging_goes_through_generated_methods() => Report.Empty(
        from source in Repository.Sources
        where source.IsShipped
        from breach in Found(source, DirectLog())
        select breach);

    [Fact]
    public void Event_ids_are_unique()
    {
        var events = (
            from source in Repository.Sources
            where source.IsShipped
            from Match match in LogMethod().Matches(source.Code)
            select (Id: match.Groups[1].Value, At: $"{source.Path}:{LineOf(source, match.Index)}")).ToList();
        Report.Empty(events.Where(found => found.Id.Length == 0).Select(found => $"{found.At}: no event id"));
        Report.Empty(
            from found in events
            group found.At by found.Id into same
            where same.Count() > 1
            select $"event id {same.Key}: {string.Join(", ", same)}");
    }

    [Fact]
    public void Names_of_tests_are_sentences()
    {
        var tests = (
            from source in Repository.Sources
            where source.Path.StartsWith("tests/", StringComparison.Ordinal)
            from Match match in TestMethod().Matches(source.Code)
            select (source.Path, Name: match.Groups[1].Value)).ToList();
        Assert.Contains(tests, test => test.Name == nameof(Names_of_tests_are_sentences));
        Report.Empty(tests.Where(test => !Sentence().IsMatch(test.Name)).Select(test => $"{test.Path}: {test.Name}"));
    }

    private static IEnumerable<string> Found(SourceFile source, Regex banned) =>
        banned.Matches(source.Code).Select(match => $"{source.Path}:{LineOf(source, match.Index)}: {match.Value}");

    private static IEnumerable<string> BareDelays(SourceFile source) =>
        from Match match in Delay().Matches(source.Code)
        let second = Arguments(source.Code, match.Index + match.Length).ElementAtOrDefault(1) ?? ""
        where !TimeProviderName().IsMatch(second)
        select $"{source.Path}:{LineOf(source, match.Index)}: {match.Value} without a time provider";

    /// <summary>The arguments of a call, from just behind its opening parenthesis.</summary>
    private static IEnumerable<string> Arguments(string code, int start)
    {
        var depth = 0;
        for (var at = start; at < code.Length; at++)
        {
            if (code[at] is '(' or '[' or '{') depth++;
            if (depth == 0 && code[at] is (',' or ')'))
            {
                yield return code[start..at].Trim();
                start = at + 1;
                if (code[at] == ')') yield break;
            }
            if (code[at] is ')' or ']' or '}') depth--;
        }
    }

    private static int LineOf(SourceFile source, int at) => source.Code.AsSpan(0, at).Count('\n') + 1;

    [GeneratedRegex(@"\bNot(Supported|Implemented)Exception\b")]
    private static partial Regex NotSupported();

    [GeneratedRegex(@"\bDateTime(Offset)?\s*\.\s*(UtcNow|Now|Today)\b|\bStopwatch\b|\bThread\s*\.\s*Sleep\b"
        + @"|\bEnvironment\s*\.\s*TickCount|\bSpinWait\b")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\bTask\s*\.\s*Delay\s*\(")]
    private static partial Regex Delay();

    [GeneratedRegex(@"[tT]ime(Provider)?(\.System)?$")]
    private static partial Regex TimeProviderName();

    [GeneratedRegex(@"\.\s*Log(Trace|Debug|Information|Warning|Error|Critical)\s*\(")]
    private static partial Regex DirectLog();

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:[^)]*?EventId\s*=\s*)?(\d*)")]
    private static partial Regex LogMethod();

    [GeneratedRegex(@"\[(?:Fact|Theory)\b[^{;]*?\b(?:void|Task|ValueTask)\s+(\w+)\s*\(")]
    private static partial Regex TestMethod();

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+)+$")]
    private static partial Regex Sentence();
}
