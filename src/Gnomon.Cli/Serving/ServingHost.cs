using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Executables;
using Gnomon.Hosting;
using Gnomon.Http;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.WebCalls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gnomon.Cli.Serving;

/// <summary>A store with its duties, worker and HTTP API, running in this process.</summary>
internal sealed class ServingHost : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _running;
    private ScheduleFileWatch? _schedules;

    private ServingHost(IHost host, IReadOnlyList<TaskFolder> folders) => (_host, Folders) = (host, folders);

    /// <summary>The folders of tasks.</summary>
    public IReadOnlyList<TaskFolder> Folders { get; }

    /// <summary>The API over the store, without a way through HTTP.</summary>
    public IGnomonApi Api => _host.Services.GetRequiredService<IGnomonApi>();

    /// <summary>What the store says of itself.</summary>
    public StoreDescription Store => _host.Services.GetRequiredService<StoreDescription>();

    /// <summary>Starts everything.</summary>
    /// <exception cref="CommandFailedException">A setting is wrong, or the port is in use.</exception>
    /// <exception cref="StoreException">The store cannot be opened.</exception>
    /// <exception cref="TaskFolderException">A folder of tasks cannot be read.</exception>
    public static async Task<ServingHost> StartAsync(
        ServerSettings settings, TimeProvider time, CancellationToken cancellation)
    {
        foreach (var queue in settings.Queues) JobRules.CheckName("--queues", queue);
        if (settings.Node is { } node) JobRules.CheckName("--node", node);
        foreach (var tag in settings.Tags) JobRules.CheckName("--tags", tag);
        var folders = settings.Tasks
            .Select(path => new TaskFolder(path, null, time, NullLogger<TaskFolder>.Instance)).ToList();
        var host = new ServingHost(Build(settings, time), folders);
        try
        {
            await host._host.StartAsync(cancellation).ConfigureAwait(false);
            host._running = true;
            if (settings.Schedules is { } file) await host.KeepAsync(file, time, cancellation).ConfigureAwait(false);
            return host;
        }
        catch (Exception error)
        {
            await host.DisposeAsync().ConfigureAwait(false);
            if (error is IOException { InnerException: AddressInUseException })
                throw new CommandFailedException(
                    ExitCodes.Unreachable,
                    $"port {settings.Listen?.Port} of {settings.Listen?.Address} is in use; stop the program that has "
                    + "it, or choose another with --listen URL",
                    error);
            throw;
        }
    }

    /// <summary>Waits until the process is told to stop, then closes.</summary>
    /// <param name="stop">Tells it to stop: running jobs may end within the worker's patience.</param>
    /// <param name="hurry">Ends that patience: running jobs are stopped and handed back at once.</param>
    public async Task ServeAsync(CancellationToken stop, CancellationToken hurry)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var lifetime = _host.Services.GetRequiredService<IHostApplicationLifetime>();
        await using var first = stop.Register(() => told.TrySetResult()).ConfigureAwait(false);
        await using var other = lifetime.ApplicationStopping.Register(() => told.TrySetResult()).ConfigureAwait(false);
        await told.Task.ConfigureAwait(false);
        await CloseFileAsync().ConfigureAwait(false);
        await _host.StopAsync(hurry).ConfigureAwait(false);
        _running = false;
    }

    /// <summary>Closes: running jobs may end within the worker's patience, others are handed back.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseFileAsync().ConfigureAwait(false);
        if (_running) await _host.StopAsync(CancellationToken.None).ConfigureAwait(false);
        _running = false;
        if (_host is IAsyncDisposable host) await host.DisposeAsync().ConfigureAwait(false);
        else _host.Dispose();
    }

    private async Task KeepAsync(string file, TimeProvider time, CancellationToken cancellation)
    {
        var logger = _host.Services.GetRequiredService<ILoggerFactory>().CreateLogger<ScheduleFileWatch>();
        _schedules = new ScheduleFileWatch(file, Api, time, logger);
        await _schedules.BeginAsync(cancellation).ConfigureAwait(false);
        _schedules.Start();
    }

    private async ValueTask CloseFileAsync()
    {
        if (_schedules is not null) await _schedules.DisposeAsync().ConfigureAwait(false);
        _schedules = null;
    }

    private static IHost Build(ServerSettings settings, TimeProvider time)
    {
        if (settings.Listen is not { } listen)
        {
            var plain = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            AddServices(plain.Services, plain.Logging, settings, time);
            return plain.Build();
        }

        var builder = WebApplication.CreateSlimBuilder();

        // Neither a settings file that lies where the program is started, nor the environment, changes what is served.
        builder.Configuration.Sources.Clear();
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, null);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(listen.Address, listen.Port);
        });
        AddServices(builder.Services, builder.Logging, settings, time);
        var application = builder.Build();
        application.MapGnomon();
        return application;
    }

    private static void AddServices(
        IServiceCollection services, ILoggingBuilder logging, ServerSettings settings, TimeProvider time)
    {
        services.AddSingleton(time);
        services.AddGnomon(gnomon => Configure(gnomon, settings));
        logging.ClearProviders();
        logging.SetMinimumLevel(settings.Verbose ? LogLevel.Information : LogLevel.Warning);

        // What keeps a host from starting is told once, in one line, by whoever started it.
        var start = settings.Verbose ? LogLevel.Information : LogLevel.None;
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", start);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", start);
        logging.AddSimpleConsole(format => format.SingleLine = true);
        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void Configure(GnomonBuilder gnomon, ServerSettings settings)
    {
        StoreChoice.Use(gnomon, settings.Store, options => options with
        {
            ServerUrl = settings.Listen?.Url.GetLeftPart(UriPartial.Authority),
            Durability = settings.Durability,
            Salvage = settings.Salvage,
        }, settings.Retention);
        foreach (var folder in settings.Tasks)
            gnomon.AddTasks(folder, new ExecutableOptions { ServerUrl = settings.Listen?.Url });
        if (settings.AllowHosts.Count > 0)
            gnomon.AddWebCalls(new WebCallOptions { AllowedHosts = settings.AllowHosts });
        foreach (var calendar in settings.Calendars) gnomon.AddCalendar(calendar);
        if (settings.Workers > 0)
            gnomon.AddWorker(worker => worker with
            {
                Queues = settings.Queues,
                Concurrency = settings.Workers,
                Tags = settings.Tags,
                Node = settings.Node,
                Address = settings.Listen?.Url.GetLeftPart(UriPartial.Authority),
            });
    }
}
