#pragma warning disable CS1591
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Redis;

public sealed partial class RedisStore
{
    public ValueTask<ScheduleChangeAnswer> PutSchedulesAsync(ScheduleChanges changes, CancellationToken cancellation) => throw new NotImplementedException();
    public ValueTask<IReadOnlyList<FireAnswer>> FireAsync(IReadOnlyList<FireRequest> requests, CancellationToken cancellation) => throw new NotImplementedException();
    public ValueTask<JobStanding?> ExplainAsync(JobId id, CancellationToken cancellation) => throw new NotImplementedException();
    public ValueTask<JobCounters> GetCountersAsync(int days, CancellationToken cancellation) => throw new NotImplementedException();
    public ValueTask<StoredSchedule?> GetScheduleAsync(string id, CancellationToken cancellation) => throw new NotImplementedException();
    public ValueTask<Page<StoredSchedule>> ListSchedulesAsync(string? cursor, int limit, CancellationToken cancellation) => throw new NotImplementedException();
    public ValueTask<StoredScheduleSet?> GetScheduleSetAsync(string name, CancellationToken cancellation) => throw new NotImplementedException();
    public ValueTask<Page<StoredScheduleSet>> ListScheduleSetsAsync(string? cursor, int limit, CancellationToken cancellation) => throw new NotImplementedException();
    public ValueTask<DueSchedules> DueSchedulesAsync(DateTimeOffset now, int limit, CancellationToken cancellation) => throw new NotImplementedException();
    public ValueTask<IReadOnlyList<ScheduleEvent>> ListScheduleEventsAsync(string schedule, CancellationToken cancellation) => throw new NotImplementedException();
    public ValueTask<Page<Tick>> ListTicksAsync(string schedule, string? cursor, int limit, CancellationToken cancellation) => throw new NotImplementedException();
}
