using Gnomon.Api;
using Microsoft.AspNetCore.Http;

namespace Gnomon.Http.Endpoints;

/// <summary><c>/v1/schedules</c></summary>
internal static class ScheduleEndpoints
{
    public static void Map(GuardedRoutes routes)
    {
        routes.Get("/v1/schedules", ListAsync);
        routes.Put("/v1/schedules/{id}", PutAsync);
        routes.Get("/v1/schedules/{id}", GetAsync);
        routes.Delete("/v1/schedules/{id}", RemoveAsync);
        routes.Post("/v1/schedules/{id}/pause", PauseAsync);
        routes.Post("/v1/schedules/{id}/resume", ResumeAsync);
        routes.Get("/v1/schedules/{id}/ticks", TicksAsync);
        routes.Get("/v1/schedules/{id}/next", NextAsync);
        ScheduleRunEndpoints.Map(routes);
    }

    private static async Task ListAsync(HttpContext context)
    {
        QueryText.Check(context.Request, "cursor", "limit");
        var (cursor, limit) = Page(context.Request);
        var schedules = await context.Api.ListSchedulesAsync(cursor, limit, context.RequestAborted)
            .ConfigureAwait(false);
        await Answer.OkAsync(context, schedules, ApiJson.Answers.ScheduleListDocument).ConfigureAwait(false);
    }

    private static async Task PutAsync(HttpContext context)
    {
        QueryText.Check(context.Request);
        var body = await Body.ReadAsync(context).ConfigureAwait(false);
        var schedule = ApiJson.Read(body.Span, GnomonJson.Default.ScheduleDocument);
        var revision = Revisions.Expected(context.Request);
        var put = await context.Api.PutScheduleAsync(context.Route("id"), schedule, revision, context.RequestAborted)
            .ConfigureAwait(false);
        var status = put.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        await AnswerAsync(context, status, put.Schedule).ConfigureAwait(false);
    }

    private static async Task GetAsync(HttpContext context)
    {
        QueryText.Check(context.Request);
        var schedule = await context.Api.GetScheduleAsync(context.Route("id"), context.RequestAborted)
            .ConfigureAwait(false);
        await AnswerAsync(context, StatusCodes.Status200OK, schedule).ConfigureAwait(false);
    }

    private static async Task RemoveAsync(HttpContext context)
    {
        QueryText.Check(context.Request);
        await context.Api
            .RemoveScheduleAsync(context.Route("id"), Revisions.Expected(context.Request), context.RequestAborted)
            .ConfigureAwait(false);
        Answer.Nothing(context);
    }

    private static async Task PauseAsync(HttpContext context)
    {
        QueryText.Check(context.Request);
        var body = await Body.ReadAsync(context).ConfigureAwait(false);
        var reason = body.IsEmpty ? null : ApiJson.Read(body.Span, GnomonJson.Default.PauseDocument).Reason;
        var schedule = await context.Api
            .PauseScheduleAsync(context.Route("id"), reason, Revisions.Expected(context.Request), context.RequestAborted)
            .ConfigureAwait(false);
        await AnswerAsync(context, StatusCodes.Status200OK, schedule).ConfigureAwait(false);
    }

    private static async Task ResumeAsync(HttpContext context)
    {
        QueryText.Check(context.Request);
        var schedule = await context.Api
            .ResumeScheduleAsync(context.Route("id"), Revisions.Expected(context.Request), context.RequestAborted)
            .ConfigureAwait(false);
        await AnswerAsync(context, StatusCodes.Status200OK, schedule).ConfigureAwait(false);
    }

    private static async Task TicksAsync(HttpContext context)
    {
        QueryText.Check(context.Request, "cursor", "limit");
        var (cursor, limit) = Page(context.Request);
        var ticks = await context.Api.ListTicksAsync(context.Route("id"), cursor, limit, context.RequestAborted)
            .ConfigureAwait(false);
        await Answer.OkAsync(context, ticks, ApiJson.Answers.TickListDocument).ConfigureAwait(false);
    }

    private static async Task NextAsync(HttpContext context)
    {
        QueryText.Check(context.Request, "count");
        var count = QueryText.Number(context.Request, "count");
        var ticks = await context.Api.ListNextTicksAsync(context.Route("id"), count, context.RequestAborted)
            .ConfigureAwait(false);
        await Answer.OkAsync(context, ticks, ApiJson.Answers.NextTicksDocument).ConfigureAwait(false);
    }

    private static (string? Cursor, int? Limit) Page(HttpRequest request) =>
        (QueryText.Text(request, "cursor"), QueryText.Number(request, "limit"));

    private static Task AnswerAsync(HttpContext context, int status, ScheduleDocument schedule)
    {
        Revisions.Show(context.Response, schedule.Revision);
        return Answer.JsonAsync(context, status, schedule, ApiJson.Answers.ScheduleDocument);
    }
}
