using System.CommandLine;

namespace Gnomon.Cli.Client;

/// <summary>Makes commands that call the API.</summary>
internal static class ClientVerb
{
    /// <summary>Lets a command open the API that its options name, and do its work with it.</summary>
    /// <param name="command">The command, with its own arguments and options.</param>
    /// <param name="context">What every verb works with.</param>
    /// <param name="work">Answers the exit code.</param>
    public static Command Calls(
        this Command command,
        CliContext context,
        Func<ParseResult, ClientSession, CancellationToken, Task<int>> work)
    {
        var options = new ClientOptions();
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var session = await options.OpenAsync(parsed, context, cancellation).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
                return await work(parsed, session, cancellation).ConfigureAwait(false);
        });
        return command;
    }
}
