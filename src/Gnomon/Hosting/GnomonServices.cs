using Gnomon.Api;
using Gnomon.Client;
using Gnomon.Hosting;
using Gnomon.Store;
using Gnomon.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Gnomon to a host.</summary>
public static class GnomonServices
{
    /// <summary>Adds Gnomon: a store that opens with the host, <see cref="JobClient"/> to enqueue jobs with, and what
    /// <paramref name="configure"/> asks for. Works in any generic host; it needs no web server.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configure">Says where jobs are stored, which handlers and schedules there are, and whether the
    /// process runs jobs.</param>
    public static IServiceCollection AddGnomon(this IServiceCollection services, Action<GnomonBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new GnomonBuilder();
        configure(builder);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new GnomonRuntime(
            builder, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>(),
            provider));
        services.AddSingleton(provider => provider.GetRequiredService<GnomonRuntime>().Parts);
        services.AddSingleton(provider => provider.GetRequiredService<StoreParts>().Store);
        services.AddSingleton(provider => provider.GetRequiredService<StoreParts>().Query);
        services.AddSingleton(provider => provider.GetRequiredService<StoreParts>().Wake);
        services.AddSingleton(provider => provider.GetRequiredService<StoreParts>().Cluster);
        services.AddSingleton(provider => provider.GetRequiredService<GnomonRuntime>().Description
            ?? throw new InvalidOperationException("The store describes itself when the host has started."));
        services.AddSingleton(provider => new JobClient(
            provider.GetRequiredService<StoreParts>(),
            provider.GetRequiredService<GnomonRuntime>().Serializer,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<GnomonRuntime>().Payloads));
        services.AddSingleton(provider => new GnomonEvents(provider.GetRequiredService<GnomonRuntime>().Events));
        services.AddSingleton(provider => new LivenessCheck(
            provider.GetRequiredService<StoreParts>().Query, provider.GetRequiredService<GnomonRuntime>().Pulse,
            builder.Health, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new BacklogCheck(
            provider.GetRequiredService<StoreParts>().Query, builder.Health,
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IGnomonApi>(provider => new StoreApi(
            provider.GetRequiredService<StoreParts>(), provider.GetRequiredService<TimeProvider>(), builder.Calendars));
        services.AddSingleton<IHostedService, GnomonService>();
        return services;
    }
}
