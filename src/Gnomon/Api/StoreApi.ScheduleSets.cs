using Gnomon.Store;

namespace Gnomon.Api;

public sealed partial class StoreApi
{
    /// <inheritdoc/>
    public async Task<SetChangeDocument> PutScheduleSetAsync(
        string name, ScheduleSetDocument set, bool dryRun, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(set);
        CheckName("set", name);
        var changes = ScheduleSetMapping.ToChanges(name, set, _calendars);
        var answer = await CallAsync(() => _parts.Store.PutSchedulesAsync(
            changes with { Set = changes.Set! with { IsTrial = dryRun } }, cancellation)).ConfigureAwait(false);
        return ScheduleSetMapping.ToDocument(name, set, answer.Set!, dryRun);
    }

    /// <inheritdoc/>
    public async Task<StoredSetDocument> GetScheduleSetAsync(string name, CancellationToken cancellation)
    {
        CheckName("set", name);
        var found = await CallAsync(() => _parts.Query.GetScheduleSetAsync(name, cancellation)).ConfigureAwait(false);
        return ScheduleSetMapping.ToDocument(found ?? throw UnknownSet(name));
    }

    /// <inheritdoc/>
    public async Task<StoredSetListDocument> ListScheduleSetsAsync(
        string? cursor, int? limit, CancellationToken cancellation)
    {
        var page = await CallAsync(() => _parts.Query.ListScheduleSetsAsync(cursor, ToLimit(limit), cancellation))
            .ConfigureAwait(false);
        return new StoredSetListDocument([.. page.Items.Select(ScheduleSetMapping.ToDocument)], page.Next);
    }

    /// <inheritdoc/>
    public async Task RemoveScheduleSetAsync(string name, bool forget, CancellationToken cancellation)
    {
        CheckName("set", name);
        var changes = new ScheduleChanges([], []) { Set = ScheduleSetChange.Remove(name, forget) };
        var answer = await CallAsync(() => _parts.Store.PutSchedulesAsync(changes, cancellation)).ConfigureAwait(false);
        if (answer.Set!.Outcome == ScheduleSetOutcome.Unknown) throw UnknownSet(name);
    }

    private static ApiException UnknownSet(string name) => ApiProblems.NotFound($"There is no set '{name}'.");
}
