namespace Gnomon.Tests.Local.Journal;

/// <summary>What a journal asks of its files, as far as tests make it fail.</summary>
public enum FileOperation
{
    Create,
    SetAside,
    Write,
    Sync,
    Rename,
    SyncDirectory,
    Delete,
}
