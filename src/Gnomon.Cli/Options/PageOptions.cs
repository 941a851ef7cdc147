using System.CommandLine;
using Gnomon.Api;

namespace Gnomon.Cli.Options;

/// <summary>The options of verbs that list page by page.</summary>
internal sealed class PageOptions
{
    private readonly Option<int?> _limit = OptionKinds.Number(
        "--limit", $"At most so many; default: {ApiLimits.DefaultPage}.", 1, ApiLimits.MaxPage);

    private readonly Option<string?> _cursor = OptionKinds.Text(
        "--cursor", "Where to go on, as the page before said.", "cursor");

    public void AddTo(Command command)
    {
        command.Options.Add(_limit);
        command.Options.Add(_cursor);
    }

    public int? Limit(ParseResult parsed) => parsed.GetValue(_limit);

    public string? Cursor(ParseResult parsed) => parsed.GetValue(_cursor);
}
