using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gnomon.Http;

/// <summary>What the HTTP layer logs. Event ids 4000 to 4099.</summary>
internal static partial class HttpLog
{
    public static void Failed(HttpContext context, Exception error)
    {
        var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Gnomon.Http");
        RequestFailed(logger, context.Request.Method, context.Request.Path, error);
    }

    [LoggerMessage(4000, LogLevel.Error, "{Method} {Path} failed.")]
    private static partial void RequestFailed(ILogger logger, string method, string path, Exception error);
}
