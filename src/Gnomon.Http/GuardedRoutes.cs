using Gnomon.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace Gnomon.Http;

/// <summary>The only way routes of the API are made: each gets the guard, and each failure becomes a problem document.
/// </summary>
/// <param name="endpoints">Where the routes go.</param>
internal sealed class GuardedRoutes(IEndpointRouteBuilder endpoints)
{
    private readonly List<(string Method, TemplateMatcher Matcher)> _mapped = [];

    public void Get(string pattern, RequestDelegate handler) => Map(HttpMethods.Get, pattern, handler);

    public void Post(string pattern, RequestDelegate handler) => Map(HttpMethods.Post, pattern, handler);

    public void Put(string pattern, RequestDelegate handler) => Map(HttpMethods.Put, pattern, handler);

    public void Delete(string pattern, RequestDelegate handler) => Map(HttpMethods.Delete, pattern, handler);

    /// <summary>Answers everything below <paramref name="pattern"/> that no other route takes: 405 where the path
    /// exists with other methods, else 404.</summary>
    public void Fallback(string pattern) => endpoints.Map(pattern, Guarded(RefuseAsync))
        .WithMetadata(AccessPolicy.Loopback)
        .WithOrder(int.MaxValue);

    private void Map(string method, string pattern, RequestDelegate handler)
    {
        _mapped.Add((method, new TemplateMatcher(TemplateParser.Parse(pattern), [])));
        endpoints.MapMethods(pattern, [method], Guarded(handler)).WithMetadata(AccessPolicy.Loopback);
    }

    private static RequestDelegate Guarded(RequestDelegate handler) => async context =>
    {
        try
        {
            LoopbackGuard.Check(context);
            await handler(context).ConfigureAwait(false);
        }
        catch (ApiException error) when (!context.Response.HasStarted)
        {
            await Answer.ProblemAsync(context, error).ConfigureAwait(false);
        }
        catch (BadHttpRequestException error) when (!context.Response.HasStarted)
        {
            var problem = new ApiException(error.StatusCode, "Bad request", error.Message, error);
            await Answer.ProblemAsync(context, problem).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone: nobody reads an answer.
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            HttpLog.Failed(context, error);
            const string Detail = "The server failed to answer this request; its log says why.";
            var problem = new ApiException(StatusCodes.Status500InternalServerError, "Internal error", Detail, error);
            await Answer.ProblemAsync(context, problem).ConfigureAwait(false);
        }
    };

    private Task RefuseAsync(HttpContext context)
    {
        var path = context.Request.Path;
        var methods = _mapped.Where(m => m.Matcher.TryMatch(path, [])).Select(m => m.Method).Distinct().ToList();
        if (methods.Count == 0)
            throw new ApiException(StatusCodes.Status404NotFound, "Not found", $"There is nothing at {path}.");
        var allowed = string.Join(", ", methods);
        context.Response.Headers.Allow = allowed;
        throw new ApiException(
            StatusCodes.Status405MethodNotAllowed,
            "Method not allowed",
            $"{path} does not take {context.Request.Method}; allowed are {allowed}.");
    }
}
