using System.Text;
using Gnomon.Store;

namespace Gnomon.Testing;

/// <summary>A job in one line, for messages.</summary>
internal static class JobText
{
    private const int MostArgs = 120;
    private const int MostError = 120;

    public static string Of(Job job)
    {
        var args = job.Spec.Args.IsEmpty ? "" : $" {Cut(Encoding.UTF8.GetString(job.Spec.Args.Span), MostArgs)}";
        var error = job.Error is null ? "" : $", last error '{Cut(job.Error, MostError)}'";
        return $"{job.Id} {job.Spec.Handler}{args} in queue {job.Spec.Queue}: {job.State}, attempt {job.Attempt}{error}";
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most] + "…";
}
