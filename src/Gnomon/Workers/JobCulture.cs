using System.Collections.Concurrent;
using System.Globalization;
using Gnomon.Jobs;
using Microsoft.Extensions.Logging;

namespace Gnomon.Workers;

/// <summary>Gives a handler the culture of the job's producer.</summary>
internal static partial class JobCulture
{
    /// <summary>Most names that are remembered; looking for an unknown one again and again is slow.</summary>
    private const int MaxKnown = 256;

    private static readonly ConcurrentDictionary<string, CultureInfo?> Known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Changes the culture of the calling asynchronous method and of what it calls. A machine that does not
    /// have the culture keeps its own.</summary>
    public static void Restore(JobSpec spec, ILogger logger)
    {
        if (Find(spec, JobHeaders.Culture, logger) is { } culture) CultureInfo.CurrentCulture = culture;
        if (Find(spec, JobHeaders.UICulture, logger) is { } texts) CultureInfo.CurrentUICulture = texts;
    }

    private static CultureInfo? Find(JobSpec spec, string header, ILogger logger)
    {
        if (!spec.Headers.TryGetValue(header, out var name)) return null;
        if (!Known.TryGetValue(name, out var culture))
        {
            culture = Find(name);
            if (Known.Count < MaxKnown) Known.TryAdd(name, culture);
        }

        if (culture is null) UnknownCulture(logger, name, spec.Handler);
        return culture;
    }

    private static CultureInfo? Find(string name)
    {
        try
        {
            return CultureInfo.GetCultureInfo(name);
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }
}
