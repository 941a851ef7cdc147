using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>The JSON of the API: camelCase, unknown and repeated members refused, instants as ISO-8601 with offset.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = ApiLimits.MaxJsonDepth,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(JobDraftDocument))]
[JsonSerializable(typeof(IReadOnlyList<JobDraftDocument>))]
[JsonSerializable(typeof(SubmittedJobDocument))]
[JsonSerializable(typeof(IReadOnlyList<SubmittedJobDocument>))]
[JsonSerializable(typeof(JobDocument))]
[JsonSerializable(typeof(JobListDocument))]
[JsonSerializable(typeof(JobResultDocument))]
[JsonSerializable(typeof(LogsDocument))]
[JsonSerializable(typeof(ControlDocument))]
[JsonSerializable(typeof(JobFilterDocument))]
[JsonSerializable(typeof(ControlCountsDocument))]
[JsonSerializable(typeof(PriorityDocument))]
[JsonSerializable(typeof(BroadcastDraftDocument))]
[JsonSerializable(typeof(PublishedBroadcastDocument))]
[JsonSerializable(typeof(BroadcastDocument))]
[JsonSerializable(typeof(BroadcastListDocument))]
[JsonSerializable(typeof(PinDocument))]
[JsonSerializable(typeof(ScheduleDocument))]
[JsonSerializable(typeof(ScheduleListDocument))]
[JsonSerializable(typeof(ScheduleSetDocument))]
[JsonSerializable(typeof(SetChangeDocument))]
[JsonSerializable(typeof(StoredSetDocument))]
[JsonSerializable(typeof(StoredSetListDocument))]
[JsonSerializable(typeof(SchedulesFileDocument))]
[JsonSerializable(typeof(TickListDocument))]
[JsonSerializable(typeof(TriggerRequestDocument))]
[JsonSerializable(typeof(TriggeredDocument))]
[JsonSerializable(typeof(BackfillRequestDocument))]
[JsonSerializable(typeof(BackfilledDocument))]
[JsonSerializable(typeof(ScheduleExplanationDocument))]
[JsonSerializable(typeof(NextTicksDocument))]
[JsonSerializable(typeof(ExplanationDocument))]
[JsonSerializable(typeof(LimitsDocument))]
[JsonSerializable(typeof(QueueDocument))]
[JsonSerializable(typeof(QueueListDocument))]
[JsonSerializable(typeof(StatsDocument))]
[JsonSerializable(typeof(NodeListDocument))]
[JsonSerializable(typeof(EventDocument))]
[JsonSerializable(typeof(MissedDocument))]
[JsonSerializable(typeof(PauseDocument))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(WorkflowDraftDocument))]
[JsonSerializable(typeof(SubmittedWorkflowDocument))]
[JsonSerializable(typeof(WorkflowDocument))]
[JsonSerializable(typeof(WorkflowListDocument))]
[JsonSerializable(typeof(StepListDocument))]
[JsonSerializable(typeof(WorkflowControlDocument))]
[JsonSerializable(typeof(System.Text.Json.JsonElement))]
[JsonSerializable(typeof(string))]
public sealed partial class GnomonJson : JsonSerializerContext;
