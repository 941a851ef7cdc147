using Gnomon.Api;
using Gnomon.Executables;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Cli;

/// <summary>How an error ends the program.</summary>
/// <param name="ExitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="Message">One line for people.</param>
internal sealed record Failure(int ExitCode, string Message)
{
    public static Failure Of(Exception error) => error switch
    {
        CommandFailedException failed => new Failure(failed.ExitCode, failed.Message),
        ApiException refused => new Failure(Code(refused.Status), refused.Detail),
        ApiUnreachableException unreachable => new Failure(ExitCodes.Unreachable, unreachable.Message),
        StoreException store => new Failure(ExitCodes.Unreachable, store.Message),
        TaskFolderException folder => new Failure(ExitCodes.Usage, folder.Message),
        InvalidJobException invalid => new Failure(ExitCodes.Usage, invalid.Message),
        OperationCanceledException => new Failure(ExitCodes.Interrupted, "interrupted"),
        _ => new Failure(ExitCodes.Defect, $"this is a defect of gnomon; please report it: {error}"),
    };

    private static int Code(int status) => status switch
    {
        404 => ExitCodes.NotFound,
        >= 500 or 403 => ExitCodes.Unreachable,
        _ => ExitCodes.Usage,
    };
}
