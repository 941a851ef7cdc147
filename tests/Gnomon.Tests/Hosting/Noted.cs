using Gnomon.Jobs;

namespace Gnomon.Tests.Hosting;

/// <summary>What a <see cref="RowBench"/> saw run.</summary>
/// <param name="At">When, by its clock.</param>
/// <param name="Text">The job's argument.</param>
/// <param name="Id">The job.</param>
/// <param name="Job">What the job was told to do.</param>
/// <param name="Pinned">The node that the job was for; null for any.</param>
internal sealed record Noted(DateTimeOffset At, string Text, JobId Id, JobSpec Job, string? Pinned);
