using Gnomon.Jobs;
using Gnomon.Redis.Messages;
using Gnomon.Redis.Striping;
using Gnomon.Store;

namespace Gnomon.Redis;

/// <summary>The reads. Each is one script, which sees the state between two changes.</summary>
public sealed partial class RedisStore
{
    /// <inheritdoc/>
    public async ValueTask<Job?> GetJobAsync(JobId id, CancellationToken cancellation)
    {
        var answer = await _scripts.ReadAsync(
            RedisScript.ReadJobs, id, static (writer, one) =>
            {
                writer.Array(1);
                writer.Guid(one.Value);
            },
            cancellation).ConfigureAwait(false);
        var reader = new MessageReader(answer);
        reader.Array();
        return reader.TryNothing() ? null : JobMessage.Read(ref reader);
    }

    /// <inheritdoc/>
    public async ValueTask<Page<Job>> ListJobsAsync(
        JobFilter filter, string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var page = await ListNumberedJobsAsync(filter, PageMessage.Before(cursor), limit, cancellation).ConfigureAwait(false);
        return page.ToPage();
    }

    /// <summary>Jobs, newest first, each with its number.</summary>
    internal async ValueTask<NumberedPage<Job>> ListNumberedJobsAsync(
        JobFilter filter, long? before, int limit, CancellationToken cancellation)
    {
        var answer = await _scripts.ReadAsync(
            RedisScript.ReadList, (filter, before, limit), static (writer, asked) =>
            {
                writer.Array(3);
                FilterMessage.Write(writer, asked.filter);
                writer.Number(asked.before);
                writer.Number(asked.limit);
            },
            cancellation).ConfigureAwait(false);
        return NumberedPage<Job>.Read(answer, static (ref reader) => JobMessage.Read(ref reader));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>?> GetLogsAsync(JobId id, CancellationToken cancellation)
    {
        var answer = await _scripts.ReadAsync(
            RedisScript.ReadLogs, id, static (writer, one) => writer.Guid(one.Value), cancellation).ConfigureAwait(false);
        var reader = new MessageReader(answer);
        if (reader.TryNothing()) return null;
        var lines = new string[reader.Array()];
        for (var i = 0; i < lines.Length; i++)
        {
            reader.Array();
            reader.Number();
            lines[i] = reader.Text();
        }

        return lines;
    }

    /// <inheritdoc/>
    public async ValueTask<StoreStats> GetStatsAsync(CancellationToken cancellation)
    {
        var answer = await _scripts.ReadAsync(
            RedisScript.ReadStats, 0, static (writer, _) => writer.Nil(), cancellation).ConfigureAwait(false);
        return StatsMessage.Read(answer);
    }

    /// <inheritdoc/>
    public async ValueTask<JobStanding?> ExplainAsync(JobId id, CancellationToken cancellation)
    {
        var answer = await _scripts.ReadAsync(
            RedisScript.ReadExplain, id, static (writer, one) => writer.Guid(one.Value), cancellation)
            .ConfigureAwait(false);
        return StandingMessage.Read(answer);
    }

    /// <inheritdoc/>
    public async ValueTask<JobCounters> GetCountersAsync(int days, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, CounterLimits.MaxDays);
        var answer = await _scripts.ReadAsync(
            RedisScript.ReadCounters, days, static (writer, most) => writer.Number(most), cancellation)
            .ConfigureAwait(false);
        return CountersMessage.Read(answer);
    }

    /// <inheritdoc/>
    public async ValueTask<Page<PinnedNode>> ListPinnedNodesAsync(
        string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var answer = await _scripts.ReadAsync(
            RedisScript.ReadPins, (cursor, limit), static (writer, asked) =>
            {
                writer.Array(2);
                writer.Text(asked.cursor);
                writer.Number(asked.limit);
            },
            cancellation).ConfigureAwait(false);
        var reader = new MessageReader(answer);
        reader.Array();
        var nodes = new PinnedNode[reader.Array()];
        for (var i = 0; i < nodes.Length; i++)
        {
            reader.Array();
            nodes[i] = new PinnedNode(reader.Text(), (int)reader.Number(), (int)reader.Number());
        }

        return new Page<PinnedNode>(nodes, reader.Bool() ? nodes[^1].Node : null);
    }
}
