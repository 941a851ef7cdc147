using System.Globalization;
using Gnomon.Jobs;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Hosting;

/// <summary>The culture of new threads is one for the process, so nothing else runs meanwhile.</summary>
[Collection(AloneCollection.Name)]
public sealed class CultureTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_runs_in_the_culture_that_it_was_enqueued_in_and_not_in_that_of_the_worker()
    {
        // The program knows no culture but the invariant one, so one with other numbers stands for the worker's.
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        var (before, standard) = (CultureInfo.CurrentCulture, CultureInfo.DefaultThreadCurrentCulture);
        try
        {
            CultureInfo.DefaultThreadCurrentCulture = comma;
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            Assert.Equal(("1,5", false), await WrittenAsync(carry: false));
            Assert.Equal(("1.5", true), await WrittenAsync(carry: true));
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.DefaultThreadCurrentCulture) = (before, standard);
        }
    }

    private static async Task<(string? Text, bool Carried)> WrittenAsync(bool carry)
    {
        await using var host = await TestHost.StartAsync(g =>
        {
            if (carry) g.CarryCulture();
            g.AddHandler("write", (double n, JobContext _) => n.ToString(CultureInfo.CurrentCulture)).AddWorker();
        });
        var job = await host.RunAsync("write", 1.5);
        return (await host.Jobs.GetResultAsync<string>(job.Id, Cancellation),
            job.Spec.Headers.ContainsKey(JobHeaders.Culture) && job.Spec.Headers.ContainsKey(JobHeaders.UICulture));
    }
}
