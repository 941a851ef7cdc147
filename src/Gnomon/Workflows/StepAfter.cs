using Gnomon.Jobs;

namespace Gnomon.Workflows;

/// <summary>A step beside this one that it waits for.</summary>
/// <param name="Step">Its name, as it stands there.</param>
/// <param name="When">How it has to end.</param>
internal readonly record struct StepAfter(string Step, ParentCondition When = ParentCondition.Succeeded);
