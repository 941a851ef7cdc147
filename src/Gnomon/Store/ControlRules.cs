using System.Globalization;
using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>The bounds of a <see cref="ControlRequest"/>, for every engine.</summary>
internal static class ControlRules
{
    /// <exception cref="InvalidJobException">The request breaks a bound.</exception>
    public static void Check(ControlRequest request)
    {
        if (request.Jobs.Count > JobLimits.MaxBatch)
            throw new InvalidJobException(
                "jobs", $"are {request.Jobs.Count:N0} in one call; at most {JobLimits.MaxBatch:N0} are allowed");
        if (request is { Filter: not null, Jobs.Count: > 0 })
            throw new InvalidJobException("filter", "cannot be combined with ids; give one of the two");
        if (request.Max is < 1 or > JobLimits.MaxControl)
            throw new InvalidJobException("limit", $"is {request.Max}; allowed are 1 to {JobLimits.MaxControl}");
        if (request.Priority > JobLimits.MaxPriority)
            throw new InvalidJobException(
                "priority", $"is {request.Priority}; allowed are 0 to {JobLimits.MaxPriority}");
        if (request.Node is { } node) JobRules.CheckNode("node", node);
    }

    /// <summary>The cursor of a step by filter: where it begins, and the end that stays where it was at the first step.
    /// </summary>
    public static string Cursor(long from, long end) => string.Create(CultureInfo.InvariantCulture, $"{from}-{end}");

    /// <summary>Reads a cursor.</summary>
    /// <exception cref="InvalidJobException">No step answered it.</exception>
    public static (long From, long End) ParseCursor(string cursor)
    {
        var dash = cursor.IndexOf('-', StringComparison.Ordinal);
        if (dash > 0
            && long.TryParse(cursor.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            && long.TryParse(cursor.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var end))
            return (from, end);
        throw UnknownCursor(cursor);
    }

    /// <summary>What is said of a cursor that no step answered.</summary>
    public static InvalidJobException UnknownCursor(string cursor) => new(
        "cursor", $"'{cursor}' is none of this store; allowed is one that a call before answered, or none");
}
