using System.Diagnostics;
using Gnomon.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Gnomon.Workers;

/// <summary>What only some attempts have: services of their own, and a trace.</summary>
internal sealed class AttemptExtras
{
    private readonly Lock _changes = new();
    private AsyncServiceScope? _scope;

    /// <summary>The run as a trace knows it, or null.</summary>
    public Activity? Activity { get; set; }

    /// <summary>How long the handler ran; null while it runs, and when nobody wants to know.</summary>
    public TimeSpan? Duration { get; set; }

    /// <summary>The job as its handler takes it, where that is not as it is stored.</summary>
    public JobSpec? Opened { get; set; }

    /// <summary>What a job of a workflow can read of it; null for others.</summary>
    public WorkflowReads? Reads { get; set; }

    public bool HasScope => _scope is not null;

    /// <summary>The services of the attempt, made at the first call.</summary>
    public IServiceProvider ServicesOf(IServiceProvider root)
    {
        lock (_changes)
        {
            if (_scope is null)
            {
                // A host may bring a provider that knows no scopes.
                if (root.GetService(typeof(IServiceScopeFactory)) is not IServiceScopeFactory scopes) return root;
                _scope = scopes.CreateAsyncScope();
            }

            return _scope.Value.ServiceProvider;
        }
    }

    public ValueTask EndScopeAsync() => _scope?.DisposeAsync() ?? default;
}
