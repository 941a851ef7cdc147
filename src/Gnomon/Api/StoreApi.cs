using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Api;

/// <summary>The API over a store in this process.</summary>
/// <param name="parts">The opened store; whoever opened it closes it.</param>
/// <param name="time">The clock for ids, warnings and the waits between looks; the store decides by its own.</param>
/// <param name="calendars">The calendars whose dates an exclusion may leave out; null means none.</param>
/// <exception cref="ArgumentException">A calendar has no name or no date, or two have the same name.</exception>
public sealed partial class StoreApi(
    StoreParts parts, TimeProvider time, IReadOnlyCollection<NamedCalendar>? calendars = null) : IGnomonApi
{
    private readonly StoreParts _parts = parts ?? throw new ArgumentNullException(nameof(parts));
    private readonly TimeProvider _time = time ?? throw new ArgumentNullException(nameof(time));
    private readonly KnownCalendars _calendars = new(calendars ?? []);

    /// <inheritdoc/>
    public async Task<StatsDocument> GetStatsAsync(int? days, CancellationToken cancellation)
    {
        if (days is < 1 or > CounterLimits.MaxDays)
            throw ApiProblems.Invalid("days", $"is {days}; allowed are 1 to {CounterLimits.MaxDays}");
        var stats = await CallAsync(() => _parts.Query.GetStatsAsync(cancellation)).ConfigureAwait(false);
        var nodes = await CallAsync(() => _parts.Cluster.ListAsync(cancellation)).ConfigureAwait(false);
        var counters = await CallAsync(
                () => _parts.Query.GetCountersAsync(days ?? ApiLimits.DefaultStatsDays, cancellation))
            .ConfigureAwait(false);
        return StatsMapping.ToDocument(stats, counters, nodes);
    }

    /// <inheritdoc/>
    public async Task<NodeListDocument> ListNodesAsync(CancellationToken cancellation)
    {
        var nodes = await CallAsync(() => _parts.Cluster.ListAsync(cancellation)).ConfigureAwait(false);
        var leader = await CallAsync(() => _parts.Cluster.GetLeaderAsync(cancellation)).ConfigureAwait(false);
        return new NodeListDocument([.. nodes.Select(ToDocument)], null)
        {
            Leader = leader is null ? null : new LeaderDocument(leader.Node, leader.Number, leader.Since),
        };
    }

    private static NodeDocument ToDocument(NodeInfo node) => new(
        node.Id, node.Host, node.ProcessId, node.Queues, node.Handlers, node.Concurrency, node.Version, node.Address,
        node.Tags, node.JoinedAt, node.SeenAt);

    private static int ToLimit(int? limit) => limit switch
    {
        null => ApiLimits.DefaultPage,
        >= 1 and <= ApiLimits.MaxPage => limit.Value,
        _ => throw ApiProblems.Invalid("limit", $"is {limit}; allowed are 1 to {ApiLimits.MaxPage}"),
    };

    private static void CheckName(string field, string name)
    {
        try
        {
            JobRules.CheckName(field, name);
        }
        catch (InvalidJobException error)
        {
            throw ApiProblems.From(error);
        }
    }

    // A call, not its task: engines may throw before they return one.
    private static async ValueTask<T> CallAsync<T>(Func<ValueTask<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (InvalidJobException error)
        {
            throw ApiProblems.From(error);
        }
        catch (StoreException error)
        {
            throw ApiProblems.From(error);
        }
    }

    private static async ValueTask CallAsync(Func<ValueTask> call) => await CallAsync(async () =>
    {
        await call().ConfigureAwait(false);
        return true;
    }).ConfigureAwait(false);
}
