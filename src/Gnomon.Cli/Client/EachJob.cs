using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gnomon.Api;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Client;

/// <summary>Does the same with each job of a list. One that is refused does not keep the others from their turn.
/// </summary>
internal static class EachJob
{
    public static Argument<string[]> Ids() => new("ID")
    {
        Description = "The job; several may be named.", Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Calls the API for each job and shows what it answers: the one answer itself, or an array of them.
    /// </summary>
    /// <returns>The worst exit code of all.</returns>
    public static async Task<int> RunAsync<T>(
        ClientSession session,
        IReadOnlyList<string> ids,
        Func<string, Task<(T Answer, int ExitCode)>> call,
        JsonTypeInfo<T> type,
        Action<Terminal, T> show)
    {
        var (worst, answers) = (ExitCodes.Done, new List<T>());
        foreach (var id in ids)
        {
            try
            {
                var (answer, exitCode) = await call(id).ConfigureAwait(false);
                answers.Add(answer);
                worst = Math.Max(worst, exitCode);
                if (!session.Json) show(session.Terminal, answer);
            }
            catch (ApiException refused) when (refused.Status < 500)
            {
                var failure = Failure.Of(refused);
                session.Terminal.Complain(failure.Message);
                worst = Math.Max(worst, failure.ExitCode);
            }
        }

        if (!session.Json || answers.Count == 0) return worst;
        var documents = answers.ConvertAll(answer => JsonSerializer.Serialize(answer, type));
        session.Terminal.Write(ids.Count == 1 ? documents[0] : $"[{string.Join(',', documents)}]");
        return worst;
    }

    /// <summary>The same for calls that either answer or are refused.</summary>
    public static Task<int> RunAsync<T>(
        ClientSession session,
        IReadOnlyList<string> ids,
        Func<string, Task<T>> call,
        JsonTypeInfo<T> type,
        Action<Terminal, T> show) =>
        RunAsync(session, ids, async id => (await call(id).ConfigureAwait(false), ExitCodes.Done), type, show);
}
