using System.Text.Json;
using Gnomon.Jobs;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace Gnomon.Client;

/// <summary>Reads inside a handler what the steps before have returned.</summary>
public static class ParentResults
{
    /// <summary>The results of the steps that this one waited for, in the order in which it names them; of a group those of
    /// its members, one by one. A step without a result counts as the default.</summary>
    /// <exception cref="JobFailedException">A result does not fit the type; trying again cannot help.</exception>
    /// <exception cref="InvalidOperationException">The attempt has no services.</exception>
    public static async Task<IReadOnlyList<TResult?>> GetResultsAsync<TResult>(this JobContext job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var services = job.Services
            ?? throw new InvalidOperationException("Results are read through the host's services; the job has none.");
        var client = services.GetRequiredService<JobClient>();
        var results = new List<TResult?>();
        await foreach (var parent in job.GetParentsAsync().ConfigureAwait(false))
            foreach (var result in parent.Each())
                results.Add(Read<TResult>(client, parent, result));
        return results;
    }

    private static TResult? Read<TResult>(JobClient client, ParentResult parent, ReadOnlyMemory<byte> result)
    {
        try
        {
            return client.Read<TResult>(result);
        }
        catch (JsonException error)
        {
            throw new JobFailedException(
                $"the result of step '{parent.Step}' is no {typeof(TResult).Name}: {error.Message}", error)
            {
                Permanent = true,
            };
        }
    }
}
