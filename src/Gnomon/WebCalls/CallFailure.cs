using System.Net.Sockets;
using System.Security.Authentication;
using Gnomon.Workers;

namespace Gnomon.WebCalls;

/// <summary>Says in words for people why a call did not get an answer.</summary>
internal static class CallFailure
{
    /// <summary>The address that was refused, if that is why the call failed.</summary>
    public static RefusedAddressException? Refusal(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
            if (cause is RefusedAddressException refused)
                return refused;
        return null;
    }

    /// <summary>An ordinary failure: the next attempt may fare better.</summary>
    /// <param name="origin">Whom was called, without anything secret.</param>
    /// <param name="error">What the platform said.</param>
    public static JobFailedException Explain(string origin, Exception error)
    {
        var kind = Kind(error);
        var told = kind switch
        {
            HttpRequestError.NameResolutionError => $"the name of {origin} cannot be resolved: {Reason(error)}",
            HttpRequestError.ConnectionError => $"cannot connect to {origin}: {Reason(error)}",
            HttpRequestError.SecureConnectionError => $"no secure connection with {origin}: {Reason(error)}",
            HttpRequestError.ResponseEnded => $"{origin} closed the connection before its answer was complete",
            HttpRequestError.ConfigurationLimitExceeded =>
                $"the headers of {origin} take more than {WebCallLimits.MaxResponseHeaderBytes:N0} bytes",
            HttpRequestError.InvalidResponse => $"{origin} answered something that is not HTTP: {Reason(error)}",
            _ => $"the connection with {origin} failed: {Reason(error)}",
        };
        return new JobFailedException(told, error);
    }

    private static HttpRequestError Kind(Exception error) => error switch
    {
        HttpRequestException request => request.HttpRequestError,
        HttpIOException reading => reading.HttpRequestError,
        _ => HttpRequestError.Unknown,
    };

    private static string Reason(Exception error)
    {
        var cause = error;
        while (cause.InnerException is { } inner && cause is not (SocketException or AuthenticationException))
            cause = inner;
        return cause.Message.TrimEnd('.');
    }
}
