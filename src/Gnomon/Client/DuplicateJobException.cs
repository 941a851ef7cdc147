using Gnomon.Jobs;

namespace Gnomon.Client;

/// <summary>A job was not stored because another one holds its unique key, and its rule asks for
/// <see cref="DuplicateAction.Reject"/> then.</summary>
/// <param name="holder">The job that holds the key.</param>
/// <param name="key">The key.</param>
public sealed class DuplicateJobException(JobId holder, string key)
    : Exception($"Job {holder} holds the key '{key}'; nothing is stored.")
{
    /// <summary>The job that holds the key.</summary>
    public JobId Holder { get; } = holder;
}
