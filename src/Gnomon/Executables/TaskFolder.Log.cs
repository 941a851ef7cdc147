using Microsoft.Extensions.Logging;

namespace Gnomon.Executables;

/// <summary>Event ids 3000 to 3019.</summary>
public sealed partial class TaskFolder
{
    [LoggerMessage(3000, LogLevel.Warning, "The file {Name} in {Folder} is not offered as a handler: {Reason}")]
    private partial void LogFileRefused(string name, string folder, string reason);

    [LoggerMessage(3001, LogLevel.Warning, "The tasks folder {Folder} can no longer be read and offers nothing: {Reason}")]
    private partial void LogFolderUnreadable(string folder, string reason);
}
