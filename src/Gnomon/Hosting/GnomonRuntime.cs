using Gnomon.Api;
using Gnomon.Client;
using Gnomon.Executables;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Telemetry;
using Gnomon.WebCalls;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gnomon.Hosting;

/// <summary>What a builder's settings amount to in one process: the engine behind its wrapper, and the handlers.
/// </summary>
internal sealed class GnomonRuntime : IAsyncDisposable
{
    private readonly LocalStore _engine;
    private readonly WebCaller? _webCalls;

    public GnomonRuntime(
        GnomonBuilder builder, TimeProvider time, ILoggerFactory loggers, IServiceProvider services)
    {
        Builder = builder;
        Serializer = new JobSerializer(builder.Json);
        Payloads = new Payloads(
            builder.ArgsVersions, builder.Encryption is { } encryption ? new PayloadCipher(encryption) : null);
        var options = builder.ConfigureLocal(StoreUrl.ToLocalOptions(builder.StoreUrl));
        _engine = new LocalStore(options, time, loggers.CreateLogger<LocalStore>());
        var parts = builder.Wrap(_engine.Parts);
        Events = new EventFeed(
            () => [.. builder.Listeners.Select(make => make(services))], parts.Query, time,
            loggers.CreateLogger<EventFeed>());
        Pulse = new NodePulse(time);
        var store = new ObservedStore(
            parts.Store, parts.Wake, time, PrepareOf(services, parts.Query), Events,
            loggers.CreateLogger<ObservedStore>());
        Parts = parts with { Store = store, Cluster = new ObservedCluster(parts.Cluster, Pulse) };
        var code = builder.Handlers
            .Select(handler => KeyValuePair.Create(handler.Name, handler.Build(Serializer)))
            .Append(KeyValuePair.Create<string, JobDelegate>(JoinHandler.Name, JoinHandler.RunAsync))
            .Append(KeyValuePair.Create<string, JobDelegate>(
                BroadcastHandler.Name, new BroadcastHandler(Parts, time).RunAsync)).ToList();
        if (builder.WebCalls is { } webCalls)
        {
            _webCalls = new WebCaller(webCalls, time, loggers.CreateLogger<WebCaller>());
            code.Add(KeyValuePair.Create<string, JobDelegate>(WebCaller.HandlerName, _webCalls.RunAsync));
        }

        // Two stores on one machine may hold jobs with equal ids, such as those of schedules with equal names.
        var scope = options.Directory is { } directory
            ? $"local:{Path.GetFullPath(directory)}"
            : $"local:{Environment.ProcessId}-{Guid.NewGuid():N}";
        var folders = builder.TaskFolders.Select(folder => new TaskFolder(
            folder.Directory, folder.Options with { Scope = folder.Options.Scope ?? scope }, time,
            loggers.CreateLogger<TaskFolder>()));
        var handlers = new HandlerSources([new HandlerRegistry(code), .. folders]);
        Handlers = builder.JobMiddleware.Count == 0 ? handlers : new MiddlewareSource(handlers, builder.JobMiddleware);
    }

    public GnomonBuilder Builder { get; }

    public JobSerializer Serializer { get; }

    public StoreParts Parts { get; }

    public IHandlerSource Handlers { get; }

    /// <summary>What is done to arguments on their way.</summary>
    public Payloads Payloads { get; }

    /// <summary>Tells listeners and followers.</summary>
    public EventFeed Events { get; }

    /// <summary>What the process knows of its own life.</summary>
    public NodePulse Pulse { get; }

    /// <summary>What the store said of itself; null until it is open.</summary>
    public StoreDescription? Description { get; set; }

    /// <summary>Nothing for nothing: a job that no middleware wants to see goes straight to the store.</summary>
    private StorePreparation? PrepareOf(IServiceProvider services, IJobQuery query) =>
        Builder.EnqueueMiddleware.Count == 0 && !Builder.CarriesCulture && !Payloads.Encrypts
            ? null
            : new EnqueuePipeline(
                Builder.EnqueueMiddleware, Builder.CarriesCulture, Payloads,
                services.GetRequiredService<IServiceScopeFactory>(), query).Preparation;

    public ValueTask DisposeAsync()
    {
        _webCalls?.Dispose();
        return _engine.DisposeAsync();
    }
}
