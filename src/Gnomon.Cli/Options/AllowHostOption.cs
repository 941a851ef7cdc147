using System.CommandLine;
using Gnomon.WebCalls;

namespace Gnomon.Cli.Options;

/// <summary>The option <c>--allow-host ENTRY</c>: switches the handler <c>http</c> on, for the hosts it names.</summary>
internal static class AllowHostOption
{
    private const string Name = "--allow-host";

    public static Option<string[]> Create() => new(Name)
    {
        Description = "A host that jobs of the handler http may call: [http://]host[:port], *.host, or an address or "
            + "network that is not public; may be given several times; default: none, and no such handler.",
        HelpName = "entry",
        CustomParser = result =>
        {
            var entries = result.Tokens.Select(token => token.Value).ToArray();
            if (entries.Length > WebCallLimits.MaxAllowedHosts)
                result.AddError(
                    $"{Name}: {entries.Length} entries are given; at most {WebCallLimits.MaxAllowedHosts} are allowed");
            foreach (var entry in entries)
                try
                {
                    WebCallOptions.CheckHost(entry);
                }
                catch (FormatException error)
                {
                    result.AddError($"{Name}: {error.Message}");
                    break;
                }

            return entries;
        },
    };
}
