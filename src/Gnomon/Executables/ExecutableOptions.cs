using Gnomon.Jobs;

namespace Gnomon.Executables;

/// <summary>How the executables of a <see cref="TaskFolder"/> are run.</summary>
public sealed record ExecutableOptions
{
    /// <summary>The longest <see cref="OutputGrace"/> that is accepted: one minute.</summary>
    public static readonly TimeSpan MaxOutputGrace = TimeSpan.FromMinutes(1);

    /// <summary>Most bytes of standard output that are kept as the result; an attempt that writes more fails. 1 to
    /// <see cref="JobLimits.MaxResultBytes"/>. The result as JSON text must fit in
    /// <see cref="JobLimits.MaxResultBytes"/> too.</summary>
    public int MaxOutputBytes { get; init; } = JobLimits.MaxResultBytes;

    /// <summary>True when an attempt that writes anything to standard error has failed, whatever its exit code.
    /// </summary>
    public bool FailOnStandardError { get; init; }

    /// <summary>Environment variables of this process that the executables see besides <c>PATH</c>, <c>HOME</c>,
    /// <c>LANG</c>, <c>LC_ALL</c>, <c>TZ</c> and <c>TMPDIR</c>.</summary>
    public IReadOnlyList<string> PassEnvironment { get; init; } = [];

    /// <summary>The address that executables find in <c>GNOMON_SERVER</c>; null leaves the variable out.</summary>
    public Uri? ServerUrl { get; init; }

    /// <summary>Tells the jobs of one store from those of another on the same machine, which may carry equal ids: it is
    /// put in <c>GNOMON_SCOPE</c>, and only processes with the same scope are ever taken for leftovers of a job. Null
    /// leaves the variable out.</summary>
    public string? Scope { get; init; }

    /// <summary>How long after the executable's own exit its output may be held open by processes that it left behind.
    /// Then these are ended. Zero to <see cref="MaxOutputGrace"/>.</summary>
    public TimeSpan OutputGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentException">Names the option, its value and what is allowed.</exception>
    public void Validate()
    {
        if (MaxOutputBytes is < 1 or > JobLimits.MaxResultBytes)
            throw new ArgumentException(
                $"MaxOutputBytes is {MaxOutputBytes}; allowed are 1 to {JobLimits.MaxResultBytes}.");
        if (OutputGrace < TimeSpan.Zero || OutputGrace > MaxOutputGrace)
            throw new ArgumentException($"OutputGrace is {OutputGrace}; allowed are 0 to {MaxOutputGrace}.");
        if (ServerUrl is { IsAbsoluteUri: false })
            throw new ArgumentException($"ServerUrl is '{ServerUrl}'; an absolute URL is needed.");
        if (Scope is not null && (Scope.Length == 0 || Scope.Contains('\0', StringComparison.Ordinal)))
            throw new ArgumentException("Scope must not be empty or hold a NUL character.");
        foreach (var name in PassEnvironment)
        {
            if (string.IsNullOrEmpty(name) || name.AsSpan().ContainsAny('=', '\0'))
                throw new ArgumentException(
                    $"PassEnvironment holds '{name}'; a name must not be empty or contain '=' or NUL.");
            if (name.StartsWith("GNOMON_", StringComparison.Ordinal))
                throw new ArgumentException($"PassEnvironment holds '{name}'; names that start with GNOMON_ are ours.");
        }
    }
}
