using Gnomon.Api;
using Microsoft.AspNetCore.Http;

namespace Gnomon.Http.Endpoints;

/// <summary>Runs of a schedule that somebody asks for, and what became of its ticks.</summary>
internal static class ScheduleRunEndpoints
{
    public static void Map(GuardedRoutes routes)
    {
        routes.Post("/v1/schedules/{id}/trigger", TriggerAsync);
        routes.Post("/v1/schedules/{id}/backfill", BackfillAsync);
        routes.Get("/v1/schedules/{id}/explain", ExplainAsync);
    }

    private static async Task TriggerAsync(HttpContext context)
    {
        QueryText.Check(context.Request);
        var body = await Body.ReadAsync(context).ConfigureAwait(false);
        var request = body.IsEmpty ? null : ApiJson.Read(body.Span, GnomonJson.Default.TriggerRequestDocument);
        var run = await context.Api.TriggerScheduleAsync(context.Route("id"), request, context.RequestAborted)
            .ConfigureAwait(false);
        if (run.Id is not null) context.Response.Headers.Location = $"/v1/jobs/{run.Id}";
        var status = run.Outcome is SubmittedJobDocument.Created or TriggeredDocument.Buffered
            ? StatusCodes.Status201Created
            : StatusCodes.Status200OK;
        await Answer.JsonAsync(context, status, run, ApiJson.Answers.TriggeredDocument).ConfigureAwait(false);
    }

    private static async Task BackfillAsync(HttpContext context)
    {
        QueryText.Check(context.Request);
        var body = await Body.ReadAsync(context).ConfigureAwait(false);
        var request = ApiJson.Read(body.Span, GnomonJson.Default.BackfillRequestDocument);
        var answer = await context.Api.BackfillScheduleAsync(context.Route("id"), request, context.RequestAborted)
            .ConfigureAwait(false);
        await Answer.OkAsync(context, answer, ApiJson.Answers.BackfilledDocument).ConfigureAwait(false);
    }

    private static async Task ExplainAsync(HttpContext context)
    {
        QueryText.Check(context.Request, "at", "from", "to", "limit");
        var query = new ScheduleExplainQuery
        {
            At = QueryText.Instant(context.Request, "at"),
            From = QueryText.Instant(context.Request, "from"),
            To = QueryText.Instant(context.Request, "to"),
            Limit = QueryText.Number(context.Request, "limit"),
        };
        var answer = await context.Api.ExplainScheduleAsync(context.Route("id"), query, context.RequestAborted)
            .ConfigureAwait(false);
        await Answer.OkAsync(context, answer, ApiJson.Answers.ScheduleExplanationDocument).ConfigureAwait(false);
    }
}
