using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;
using Gnomon.Store;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon queue limit</c>: sets all limits of a queue, or takes them away.</summary>
internal static class QueueLimitVerb
{
    public static Command Create(CliContext context)
    {
        var name = new Argument<string>("NAME") { Description = "The queue." };
        var concurrency = OptionKinds.Number(
            "--concurrency", "Most jobs that run at once, over all nodes.", 1, QueueLimits.MaxConcurrency);
        var perKey = OptionKinds.Number(
            "--per-key", "The same for the jobs of one limit key.", 1, QueueLimits.MaxConcurrency);
        var rate = RateOption.Create("--rate", "How fast jobs are handed out.");
        var perKeyRate = RateOption.Create("--per-key-rate", "The same for the jobs of one limit key.");
        var window = new Option<bool>("--window")
        {
            Description = "Rates hold for every span of their length, instead of refilling evenly.",
        };
        var strict = new Option<bool>("--strict-order")
        {
            Description = "Jobs of one limit key run one at a time, in the order of their acceptance.",
        };
        var clear = new Option<bool>("--clear") { Description = "Takes all limits away." };
        var command = new Command("limit", "Sets all limits of a queue: those that are not named are taken away.")
        {
            name, concurrency, perKey, rate, perKeyRate, window, strict, clear,
        };
        command.Validators.Add(result =>
        {
            var limited = new Option[] { concurrency, perKey, rate, perKeyRate, strict }
                .Any(option => result.GetResult(option) is not null);
            if (limited == (result.GetResult(clear) is not null))
                result.AddError("queue limit: name at least one limit, or --clear alone to take all away");
            if (result.GetResult(window) is not null && result.GetResult(rate) is null
                && result.GetResult(perKeyRate) is null)
                result.AddError("--window: there is no --rate or --per-key-rate that it could concern");
        });
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var kind = parsed.GetValue(window) ? "window" : null;
            var limits = new LimitsDocument
            {
                Concurrency = parsed.GetValue(concurrency),
                PerKeyConcurrency = parsed.GetValue(perKey),
                Rate = parsed.GetValue(rate) is { } some ? some with { Kind = kind } : null,
                PerKeyRate = parsed.GetValue(perKeyRate) is { } each ? each with { Kind = kind } : null,
                StrictOrder = parsed.GetValue(strict) ? true : null,
            };
            var queue = await session.Api.PutLimitsAsync(parsed.GetRequiredValue(name), limits, cancellation)
                .ConfigureAwait(false);
            session.Show(queue, GnomonJson.Default.QueueDocument, FleetView.ShowQueue);
            return ExitCodes.Done;
        });
    }
}
