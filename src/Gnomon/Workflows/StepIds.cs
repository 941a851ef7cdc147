using System.Security.Cryptography;
using System.Text;
using Gnomon.Jobs;

namespace Gnomon.Workflows;

/// <summary>The ids of the jobs of steps. They follow from the workflow and the name, so that the same workflow sent
/// twice is one, and a step's job is found without a search.</summary>
internal static class StepIds
{
    private const int TimeBytes = 6;

    /// <summary>The job of a step: a version 8 UUID that begins with the time part of the workflow's id.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="step">The whole name of the step.</param>
    public static JobId Of(WorkflowId workflow, string step)
    {
        Span<byte> prefix = stackalloc byte[16];
        workflow.Value.TryWriteBytes(prefix, bigEndian: true, out _);
        var name = new byte[prefix.Length + Encoding.UTF8.GetByteCount(step)];
        prefix.CopyTo(name);
        Encoding.UTF8.GetBytes(step, name.AsSpan(prefix.Length));
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(name, hash);
        var id = hash[..16];
        prefix[..TimeBytes].CopyTo(id);
        id[6] = (byte)(id[6] & 0x0F | 0x80);
        id[8] = (byte)(id[8] & 0x3F | 0x80);
        return new JobId(new Guid(id, bigEndian: true));
    }
}
