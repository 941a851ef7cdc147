using Gnomon.Api;
using Microsoft.AspNetCore.Http;

namespace Gnomon.Http.Endpoints;

/// <summary><c>/v1/jobs</c></summary>
internal static class JobEndpoints
{
    public static void Map(GuardedRoutes routes)
    {
        routes.Post("/v1/jobs", SubmitAsync);
        routes.Get("/v1/jobs", ListAsync);
        routes.Get("/v1/jobs/{id}", GetAsync);
        routes.Get("/v1/jobs/{id}/result", ResultAsync);
        routes.Get("/v1/jobs/{id}/logs", LogsAsync);
        routes.Get("/v1/jobs/{id}/explain", ExplainAsync);
    }

    private static async Task SubmitAsync(HttpContext context)
    {
        QueryText.Check(context.Request);
        var body = await Body.ReadAsync(context).ConfigureAwait(false);
        var drafts = ApiJson.ReadDrafts(body.Span, out var single);
        var answers = await context.Api.SubmitAsync(drafts, context.RequestAborted).ConfigureAwait(false);
        var status = answers.Any(a => a.Outcome == SubmittedJobDocument.Created)
            ? StatusCodes.Status201Created
            : StatusCodes.Status200OK;
        if (single)
        {
            context.Response.Headers.Location = $"/v1/jobs/{answers[0].Id}";
            await Answer.JsonAsync(context, status, answers[0], ApiJson.Answers.SubmittedJobDocument)
                .ConfigureAwait(false);
        }
        else
        {
            await Answer.JsonAsync(context, status, answers, ApiJson.Answers.IReadOnlyListSubmittedJobDocument)
                .ConfigureAwait(false);
        }
    }

    private static async Task ListAsync(HttpContext context)
    {
        var request = context.Request;
        QueryText.Check(
            request, "state", "queue", "handler", "tag", "schedule", "workflow", "onNode", "cursor", "limit");
        var query = new JobListQuery
        {
            State = QueryText.Text(request, "state"),
            Queue = QueryText.Text(request, "queue"),
            Handler = QueryText.Text(request, "handler"),
            Tag = QueryText.Text(request, "tag"),
            Schedule = QueryText.Text(request, "schedule"),
            Workflow = QueryText.Text(request, "workflow"),
            OnNode = QueryText.Text(request, "onNode"),
            Cursor = QueryText.Text(request, "cursor"),
            Limit = QueryText.Number(request, "limit"),
        };
        var jobs = await context.Api.ListJobsAsync(query, context.RequestAborted).ConfigureAwait(false);
        await Answer.OkAsync(context, jobs, ApiJson.Answers.JobListDocument).ConfigureAwait(false);
    }

    private static async Task GetAsync(HttpContext context)
    {
        QueryText.Check(context.Request);
        var job = await context.Api.GetJobAsync(context.Route("id"), context.RequestAborted).ConfigureAwait(false);
        await Answer.OkAsync(context, job, ApiJson.Answers.JobDocument).ConfigureAwait(false);
    }

    private static async Task ResultAsync(HttpContext context)
    {
        QueryText.Check(context.Request, "wait");
        var wait = QueryText.Duration(context.Request, "wait");
        var id = context.Route("id");
        var result = await LifetimeWait.RunAsync(
            context, wait, (most, cancellation) => context.Api.GetResultAsync(id, most, cancellation)).ConfigureAwait(false);
        var status = result.Ended ? StatusCodes.Status200OK : StatusCodes.Status202Accepted;
        await Answer.JsonAsync(context, status, result, ApiJson.Answers.JobResultDocument).ConfigureAwait(false);
    }

    private static async Task LogsAsync(HttpContext context)
    {
        QueryText.Check(context.Request);
        var logs = await context.Api.GetLogsAsync(context.Route("id"), context.RequestAborted).ConfigureAwait(false);
        await Answer.OkAsync(context, logs, ApiJson.Answers.LogsDocument).ConfigureAwait(false);
    }

    private static async Task ExplainAsync(HttpContext context)
    {
        QueryText.Check(context.Request);
        var why = await context.Api.ExplainAsync(context.Route("id"), context.RequestAborted).ConfigureAwait(false);
        await Answer.OkAsync(context, why, ApiJson.Answers.ExplanationDocument).ConfigureAwait(false);
    }
}
