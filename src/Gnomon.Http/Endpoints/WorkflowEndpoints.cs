using System.Text.Json;
using Gnomon.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gnomon.Http.Endpoints;

/// <summary><c>/v1/workflows</c></summary>
internal static class WorkflowEndpoints
{
    public static void Map(GuardedRoutes routes)
    {
        routes.Post("/v1/workflows", SubmitAsync);
        routes.Get("/v1/workflows", ListAsync);
        routes.Get("/v1/workflows/{id}", GetAsync);
        routes.Get("/v1/workflows/{id}/steps", StepsAsync);
        routes.Get("/v1/workflows/{id}/picture", PictureAsync);
        routes.Post("/v1/workflows/{id}/cancel", context => ChangeAsync(context, context.Api.CancelWorkflowAsync));
        routes.Post("/v1/workflows/{id}/retry", context => ChangeAsync(context, context.Api.RetryWorkflowAsync));
        routes.Post("/v1/workflows/{id}/restart", context => ChangeAsync(context, context.Api.RestartWorkflowAsync));
        routes.Post("/v1/workflows/{id}/signals/{name}", SignalAsync);
        routes.Delete("/v1/workflows/{id}", DeleteAsync);
    }

    private static async Task SubmitAsync(HttpContext context)
    {
        QueryText.Check(context.Request);
        var body = await Body.ReadAsync(context).ConfigureAwait(false);
        var draft = ApiJson.Read(body.Span, GnomonJson.Default.WorkflowDraftDocument);
        var answer = await context.Api.SubmitWorkflowAsync(draft, context.RequestAborted).ConfigureAwait(false);
        context.Response.Headers.Location = $"/v1/workflows/{answer.Id}";
        var status = answer.Outcome == SubmittedWorkflowDocument.SameId
            ? StatusCodes.Status200OK
            : StatusCodes.Status201Created;
        await Answer.JsonAsync(context, status, answer, ApiJson.Answers.SubmittedWorkflowDocument)
            .ConfigureAwait(false);
    }

    private static async Task ListAsync(HttpContext context)
    {
        var request = context.Request;
        QueryText.Check(request, "state", "schedule", "cursor", "limit");
        var query = new WorkflowListQuery
        {
            State = QueryText.Text(request, "state"),
            Schedule = QueryText.Text(request, "schedule"),
            Cursor = QueryText.Text(request, "cursor"),
            Limit = QueryText.Number(request, "limit"),
        };
        var workflows = await context.Api.ListWorkflowsAsync(query, context.RequestAborted).ConfigureAwait(false);
        await Answer.OkAsync(context, workflows, ApiJson.Answers.WorkflowListDocument).ConfigureAwait(false);
    }

    /// <summary>Answers the workflow, at the latest when the server means to stop.</summary>
    private static async Task GetAsync(HttpContext context)
    {
        QueryText.Check(context.Request, "wait");
        var (id, wait) = (context.Route("id"), QueryText.Duration(context.Request, "wait"));
        var workflow = await LifetimeWait.RunAsync(
            context, wait, (most, cancellation) => context.Api.GetWorkflowAsync(id, most, cancellation))
            .ConfigureAwait(false);
        await Answer.OkAsync(context, workflow, ApiJson.Answers.WorkflowDocument).ConfigureAwait(false);
    }

    private static async Task StepsAsync(HttpContext context)
    {
        var request = context.Request;
        QueryText.Check(request, "cursor", "limit");
        var steps = await context.Api.ListStepsAsync(
            context.Route("id"), QueryText.Text(request, "cursor"), QueryText.Number(request, "limit"),
            context.RequestAborted).ConfigureAwait(false);
        await Answer.OkAsync(context, steps, ApiJson.Answers.StepListDocument).ConfigureAwait(false);
    }

    private static async Task PictureAsync(HttpContext context)
    {
        QueryText.Check(context.Request);
        var picture = await context.Api.DrawWorkflowAsync(context.Route("id"), context.RequestAborted)
            .ConfigureAwait(false);
        await Answer.TextAsync(context, picture).ConfigureAwait(false);
    }

    private static async Task SignalAsync(HttpContext context)
    {
        var body = await Body.ReadAsync(context).ConfigureAwait(false);
        JsonElement? payload = body.Span.Trim(" \t\r\n"u8).IsEmpty
            ? null
            : ApiJson.ReadValue(body.Span);
        await ChangeAsync(
            context,
            (id, cancellation) => context.Api.SignalWorkflowAsync(id, context.Route("name"), payload, cancellation))
            .ConfigureAwait(false);
    }

    private static async Task DeleteAsync(HttpContext context)
    {
        QueryText.Check(context.Request);
        await context.Api.DeleteWorkflowAsync(context.Route("id"), context.RequestAborted).ConfigureAwait(false);
        Answer.Nothing(context);
    }

    private static async Task ChangeAsync(
        HttpContext context, Func<string, CancellationToken, Task<WorkflowControlDocument>> change)
    {
        QueryText.Check(context.Request);
        var answer = await change(context.Route("id"), context.RequestAborted).ConfigureAwait(false);
        var status = answer.Outcome == ControlDocument.Requested
            ? StatusCodes.Status202Accepted
            : StatusCodes.Status200OK;
        await Answer.JsonAsync(context, status, answer, ApiJson.Answers.WorkflowControlDocument).ConfigureAwait(false);
    }
}
