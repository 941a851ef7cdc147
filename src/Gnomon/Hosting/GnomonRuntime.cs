using Gnomon.Client;
using Gnomon.Executables;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Telemetry;
using Gnomon.WebCalls;
using Gnomon.Workers;
using Microsoft.Extensions.Logging;

namespace Gnomon.Hosting;

/// <summary>What a builder's settings amount to in one process: the engine behind its wrapper, and the handlers.
/// </summary>
internal sealed class GnomonRuntime : IAsyncDisposable
{
    private readonly LocalStore _engine;
    private readonly WebCaller? _webCalls;

    public GnomonRuntime(GnomonBuilder builder, TimeProvider time, ILoggerFactory loggers)
    {
        Builder = builder;
        Serializer = new JobSerializer(builder.Json);
        var options = builder.ConfigureLocal(StoreUrl.ToLocalOptions(builder.StoreUrl));
        _engine = new LocalStore(options, time, loggers.CreateLogger<LocalStore>());
        var parts = builder.Wrap(_engine.Parts);
        Parts = parts with { Store = new ObservedStore(parts.Store, parts.Wake, time) };
        var code = builder.Handlers
            .Select(handler => KeyValuePair.Create(handler.Name, handler.Build(Serializer))).ToList();
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
        Handlers = new HandlerSources([new HandlerRegistry(code), .. folders]);
    }

    public GnomonBuilder Builder { get; }

    public JobSerializer Serializer { get; }

    public StoreParts Parts { get; }

    public IHandlerSource Handlers { get; }

    /// <summary>What the store said of itself; null until it is open.</summary>
    public StoreDescription? Description { get; set; }

    public ValueTask DisposeAsync()
    {
        _webCalls?.Dispose();
        return _engine.DisposeAsync();
    }
}
