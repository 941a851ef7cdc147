using System.Reflection;
using System.Text;
using System.Text.Json;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Testing.Conformance;

namespace Gnomon.Testing;

/// <summary>Says what jobs a store must hold, without a test runner. What does not hold throws
/// <see cref="ExpectationException"/> with the jobs that are there. Ended jobs count as long as they are kept.</summary>
/// <param name="query">The store's reads.</param>
/// <param name="json">How arguments and results were written; null means as a host does by default.</param>
public sealed class JobExpectations(IJobQuery query, JsonSerializerOptions? json = null)
{
    private const int MostJobsShown = 20;
    private const int PageSize = 100;

    private readonly JsonSerializerOptions _json = json ?? new JsonSerializerOptions(JsonSerializerDefaults.Web);

    /// <summary>Exactly one job of a handler was enqueued.</summary>
    /// <param name="handler">The handler's name.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>That job.</returns>
    /// <exception cref="ExpectationException">There is none, or there are more.</exception>
    public async Task<Job> OneAsync(string handler, CancellationToken cancellation = default) =>
        (await CountAsync(1, handler, cancellation).ConfigureAwait(false))[0];

    /// <summary>Exactly one job with matching arguments was enqueued for the handler that their type declares.</summary>
    /// <param name="matches">Whether the arguments are the right ones.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>That job.</returns>
    /// <exception cref="ExpectationException">There is none, or there are more.</exception>
    /// <exception cref="ArgumentException">The type declares no handler.</exception>
    public Task<Job> OneAsync<TArgs>(Func<TArgs, bool> matches, CancellationToken cancellation = default) =>
        OneAsync(HandlerOf<TArgs>(), matches, cancellation);

    /// <summary>Exactly one job with matching arguments was enqueued for a handler.</summary>
    /// <param name="handler">The handler's name.</param>
    /// <param name="matches">Whether the arguments are the right ones.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>That job.</returns>
    /// <exception cref="ExpectationException">There is none, or there are more.</exception>
    public async Task<Job> OneAsync<TArgs>(
        string handler, Func<TArgs, bool> matches, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(matches);
        var jobs = await FindAsync(handler, cancellation).ConfigureAwait(false);
        var matching = jobs.FindAll(job => Matches(job, matches));
        await CheckAsync(1, matching, $"job {handler} with matching arguments", jobs, cancellation).ConfigureAwait(false);
        return matching[0];
    }

    /// <summary>Exactly so many jobs of a handler were enqueued.</summary>
    /// <param name="count">How many; zero or more.</param>
    /// <param name="handler">The handler's name.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The jobs, oldest first.</returns>
    /// <exception cref="ExpectationException">There are fewer or more.</exception>
    public async Task<IReadOnlyList<Job>> CountAsync(
        int count, string handler, CancellationToken cancellation = default)
    {
        var jobs = await FindAsync(handler, cancellation).ConfigureAwait(false);
        await CheckAsync(count, jobs, $"job {handler}", jobs, cancellation).ConfigureAwait(false);
        return jobs;
    }

    /// <summary>Exactly so many jobs of a handler are in a state.</summary>
    /// <param name="count">How many; zero or more.</param>
    /// <param name="handler">The handler's name.</param>
    /// <param name="state">The state.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The jobs, oldest first.</returns>
    /// <exception cref="ExpectationException">There are fewer or more.</exception>
    public async Task<IReadOnlyList<Job>> CountAsync(
        int count, string handler, JobState state, CancellationToken cancellation = default)
    {
        var jobs = await FindAsync(handler, cancellation).ConfigureAwait(false);
        var matching = jobs.FindAll(job => job.State == state);
        await CheckAsync(count, matching, $"{state} job {handler}", jobs, cancellation).ConfigureAwait(false);
        return matching;
    }

    /// <summary>No job of a handler was enqueued.</summary>
    /// <param name="handler">The handler's name.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ExpectationException">There is one.</exception>
    public Task NoneAsync(string handler, CancellationToken cancellation = default) =>
        CountAsync(0, handler, cancellation);

    /// <summary>A job is in a state.</summary>
    /// <param name="id">The job.</param>
    /// <param name="state">The state.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The job.</returns>
    /// <exception cref="ExpectationException">It is not there, or in another state. The message has its last error and
    /// its attempts.</exception>
    public async Task<Job> StateAsync(JobId id, JobState state, CancellationToken cancellation = default)
    {
        var job = Expect.Present(await query.GetJobAsync(id, cancellation).ConfigureAwait(false), $"job {id}");
        if (job.State == state) return job;
        var attempts = job.Attempts.Select(a => $"\n  attempt {a.Number} on {a.Node}: {a.Outcome} {a.Error}".TrimEnd(' '));
        throw new ExpectationException(
            $"Expected job {id} to be {state}, but it is:\n  {JobText.Of(job)}{string.Concat(attempts)}");
    }

    /// <summary>A job succeeded with a result.</summary>
    /// <param name="id">The job.</param>
    /// <param name="result">The result.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ExpectationException">It did not, or with another result.</exception>
    public async Task ResultAsync<TResult>(JobId id, TResult result, CancellationToken cancellation = default)
    {
        var job = await StateAsync(id, JobState.Succeeded, cancellation).ConfigureAwait(false);
        var actual = job.Result.IsEmpty ? default : JsonSerializer.Deserialize<TResult>(job.Result.Span, _json);
        Expect.Equal(result, actual, $"the result of job {id}");
    }

    private static string HandlerOf<TArgs>() =>
        typeof(TArgs).GetCustomAttribute<JobNameAttribute>()?.Name
        ?? throw new ArgumentException(
            $"{typeof(TArgs).Name} does not say which handler it is for: give it a [JobName], or name the handler.");

    private bool Matches<TArgs>(Job job, Func<TArgs, bool> matches)
    {
        try
        {
            var args = job.Spec.Args.IsEmpty ? default : JsonSerializer.Deserialize<TArgs>(job.Spec.Args.Span, _json);
            return args is not null && matches(args);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private async Task<List<Job>> FindAsync(string handler, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(handler);
        var jobs = await ListAsync(new JobFilter { Handler = handler }, int.MaxValue, cancellation)
            .ConfigureAwait(false);
        jobs.Reverse();
        return jobs;
    }

    private async Task CheckAsync(
        int count, List<Job> matching, string what, List<Job> ofHandler, CancellationToken cancellation)
    {
        if (matching.Count == count) return;
        // Where the handler has none, what is there instead tells a misspelt name.
        var there = ofHandler.Count > 0
            ? ofHandler
            : await ListAsync(new JobFilter(), MostJobsShown, cancellation).ConfigureAwait(false);
        var lines = there.Take(MostJobsShown).Select(job => $"\n  {JobText.Of(job)}").ToList();
        if (there.Count > MostJobsShown) lines.Add($"\n  and {there.Count - MostJobsShown} more");
        var shown = there.Count == 0 ? "no job at all" : string.Concat(lines);
        throw new ExpectationException(
            $"Expected {count} × {what}, but there are {matching.Count}. The store holds: {shown}");
    }

    private async Task<List<Job>> ListAsync(JobFilter filter, int most, CancellationToken cancellation)
    {
        var all = new List<Job>();
        string? cursor = null;
        do
        {
            var page = await query.ListJobsAsync(filter, cursor, PageSize, cancellation).ConfigureAwait(false);
            all.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null && all.Count < most);
        return all;
    }
}
