using System.Text.Json;
using System.Text.RegularExpressions;
using Gnomon.Telemetry;
using Xunit;

namespace Gnomon.Tests.Conventions;

/// <summary>What users script against or watch is described: routes, event ids, instruments.</summary>
public sealed partial class DocumentedSurfaceTests
{
    [Fact]
    public void Every_route_is_described()
    {
        var page = Repository.Text("docs/http-api.md");
        var routes = Found("src/Gnomon.Http/Endpoints/", Route(),
            match => $"{match.Groups[1].Value.ToUpperInvariant()} {match.Groups[2].Value}");
        Assert.Contains("POST /v1/jobs", routes);
        Report.Empty(routes.Where(route => !Regex.IsMatch(page, Regex.Escape(route) + @"(?![\w/{])")));
    }

    [Fact]
    public void Every_event_id_is_described()
    {
        var page = Repository.Text("docs/operations.md");
        var ids = Found("src/", EventId(), match => match.Groups[1].Value);
        Assert.Contains("2000", ids);
        Report.Empty(ids.Where(id => !Regex.IsMatch(page, $@"\b{id} [a-z]")));
    }

    [Fact]
    public void Every_kind_of_event_is_described()
    {
        var (listeners, stream) = (Repository.Text("docs/handlers.md"), Repository.Text("docs/http-api.md"));
        var kinds = Enum.GetNames<GnomonEventKind>();
        Report.Empty(kinds.Where(kind => !listeners.Contains($"`{kind}`", StringComparison.Ordinal)));
        Report.Empty(kinds.Select(JsonNamingPolicy.CamelCase.ConvertName).Where(
            kind => !stream.Contains($"`{kind}`", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_instrument_activity_and_tag_is_described()
    {
        var page = Repository.Text("docs/operations.md");
        var names = Found("src/Gnomon/Telemetry/", Instrument(), match => match.Groups[1].Value);
        Assert.Contains("gnomon.jobs.enqueued", names);
        Report.Empty(names.Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)));
    }

    private static List<string> Found(string folder, Regex sought, Func<Match, string> write) =>
    [
        .. from source in Repository.Sources
           where source.Path.StartsWith(folder, StringComparison.Ordinal)
           from Match match in sought.Matches(source.Text)
           select write(match),
    ];

    [GeneratedRegex("routes\\.(Get|Post|Put|Delete)\\(\"([^\"]+)\"")]
    private static partial Regex Route();

    [GeneratedRegex(@"\[LoggerMessage\((\d+),")]
    private static partial Regex EventId();

    [GeneratedRegex("\"(gnomon\\.[a-z.]+)\"")]
    private static partial Regex Instrument();
}
