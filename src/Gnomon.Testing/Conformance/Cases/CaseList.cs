using System.Runtime.CompilerServices;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Names a case after the method that proves it.</summary>
internal static class CaseList
{
    public static ConformanceCase Case(
        string promise, Func<StoreHarness, Task> run, [CallerArgumentExpression(nameof(run))] string name = "") =>
        new(name, promise, run);

    public static ConformanceCase RestartCase(
        string promise, Func<StoreHarness, Task> run, [CallerArgumentExpression(nameof(run))] string name = "") =>
        new(name, promise, run) { NeedsRestart = true };

    /// <summary>A case with keys that are unique beyond their queue.</summary>
    public static ConformanceCase WideKeyCase(
        string promise, Func<StoreHarness, Task> run, [CallerArgumentExpression(nameof(run))] string name = "") =>
        new(name, promise, run) { NeedsWideKeys = true };
}
