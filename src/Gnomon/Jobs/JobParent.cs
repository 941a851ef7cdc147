namespace Gnomon.Jobs;

/// <summary>A job that another one waits for.</summary>
/// <param name="Job">The job.</param>
/// <param name="When">How it has to end.</param>
public readonly record struct JobParent(JobId Job, ParentCondition When = ParentCondition.Succeeded);
