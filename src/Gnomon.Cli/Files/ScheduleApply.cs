using System.Text.Json;
using Gnomon.Api;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Files;

/// <summary>Brings a server or a store to what a file of schedules says.</summary>
internal static class ScheduleApply
{
    /// <param name="api">The server or the store.</param>
    /// <param name="file">The file.</param>
    /// <param name="dryRun">Whether only to say what would change.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="CommandFailedException">A schedule or a set cannot be right, or is refused; names its place in
    /// the file. No set has changed then.</exception>
    public static async Task<SchedulesAppliedDocument> RunAsync(
        IGnomonApi api, ScheduleFile file, bool dryRun, CancellationToken cancellation)
    {
        var sets = await file.PutSetsAsync(api, dryRun: true, cancellation).ConfigureAwait(false);
        if (!dryRun) sets = await file.PutSetsAsync(api, dryRun: false, cancellation).ConfigureAwait(false);
        var (added, changed, same) = (new List<string>(), new List<string>(), new List<string>());
        for (var i = 0; i < file.Alone.Count; i++)
        {
            var schedule = file.Alone[i];
            var path = $"schedules[{i}]";
            try
            {
                if (schedule.Id is not { } id)
                    throw new ApiException(400, "Invalid request", "id: is missing; each schedule has its id");
                var before = await FindAsync(api, id, cancellation).ConfigureAwait(false);
                var after = dryRun
                    ? null
                    : (await api.PutScheduleAsync(id, schedule, null, cancellation).ConfigureAwait(false)).Schedule;
                var stays = before is not null
                    && (after is null ? Says(before) == Says(schedule) : after.Revision == before.Revision);
                (before is null ? added : stays ? same : changed).Add(id);
            }
            catch (ApiException error) when (error.Status is 400 or 409)
            {
                throw file.Explain(path, error);
            }
        }

        return new SchedulesAppliedDocument(dryRun, sets, added, changed, same);
    }

    private static async Task<ScheduleDocument?> FindAsync(IGnomonApi api, string id, CancellationToken cancellation)
    {
        try
        {
            return await api.GetScheduleAsync(id, cancellation).ConfigureAwait(false);
        }
        catch (ApiException error) when (error.Status == 404)
        {
            return null;
        }
    }

    private static string Says(ScheduleDocument schedule) =>
        JsonSerializer.Serialize(ScheduleExport.Declared(schedule), GnomonJson.Default.ScheduleDocument);
}
