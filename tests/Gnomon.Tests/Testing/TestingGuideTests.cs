using System.Text.RegularExpressions;
using Gnomon.Client;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Testing.Faults;
using Gnomon.Tests.Conventions;
using Gnomon.Triggers;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Gnomon.Tests.Testing;

/// <summary>The code that docs/testing.md shows.</summary>
public sealed partial class TestingGuideTests
{
    [JobName("mail")]
    private sealed record Mail(string To);

    [Fact]
    public async Task Retries_of_a_mail_take_the_minutes_they_should()
    {
        var time = new FakeTime();
        var tries = 0;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddGnomon(g => g
            .UseStore("local:")
            .AddHandler("mail", (Mail mail, JobContext job) =>
                ++tries < 3 ? throw new IOException("The server is busy.") : $"sent to {mail.To}")
            .AddWorker());
        using var host = builder.Build();
        await host.StartAsync();

        var parts = host.Services.GetRequiredService<StoreParts>();
        var run = new JobRun(time, parts);
        var expect = new JobExpectations(parts.Query);

        var jobs = host.Services.GetRequiredService<JobClient>();
        var id = await jobs.EnqueueAsync(
            new Mail("ann"), o => o.Retry(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)));
        await expect.OneAsync<Mail>(mail => mail.To == "ann");

        var passed = await run.UntilIdleAsync();

        Assert.InRange(passed, TimeSpan.FromMinutes(6), TimeSpan.FromMinutes(7));
        await expect.ResultAsync(id, "sent to ann");
        await host.StopAsync();
    }

    [Fact]
    public async Task Nightly_report_runs_once_a_day()
    {
        var time = new FakeTime();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddGnomon(g => g
            .UseStore("local:")
            .AddHandler("report", (int days, JobContext job) => $"{days} days")
            .AddSchedule("nightly", When.Cron("0 2 * * *"), "report", 1, o => o.Retention(TimeSpan.FromDays(30)))
            .AddWorker());
        using var host = builder.Build();
        await host.StartAsync();
        var parts = host.Services.GetRequiredService<StoreParts>();

        await new JobRun(time, parts).ForAsync(TimeSpan.FromDays(3));
        await new JobExpectations(parts.Query).CountAsync(3, "report", JobState.Succeeded);
        await host.StopAsync();
    }

    [Fact]
    public async Task Job_is_stored_once_although_the_answer_is_lost()
    {
        var time = new FakeTime();
        FaultyStore? faulty = null;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddGnomon(g => g
            .UseStore("local:")
            .WrapStore(inner => (faulty = new FaultyStore(inner)).Parts)
            .AddHandler("mail", (Mail mail, JobContext job) => mail.To)
            .AddWorker());
        using var host = builder.Build();
        await host.StartAsync();
        var jobs = host.Services.GetRequiredService<JobClient>();
        var parts = host.Services.GetRequiredService<StoreParts>();

        var id = JobId.New(time);
        faulty!.DropAnswer(StoreCall.Enqueue);
        await Assert.ThrowsAsync<StoreException>(() => jobs.EnqueueAsync(new Mail("ann"), o => o.Id(id)));
        await jobs.EnqueueAsync(new Mail("ann"), o => o.Id(id));

        await new JobRun(time, parts).UntilIdleAsync();
        var job = await new JobExpectations(parts.Query).OneAsync("mail");
        Assert.Equal(1, job.Attempt);
        await host.StopAsync();
    }

    [Fact]
    public void The_code_in_the_guide_is_that_of_these_tests()
    {
        var shown = Snippet().Matches(Repository.Text("docs/testing.md")).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(shown);
        var here = Flat(Repository.Text("tests/Gnomon.Tests/Testing/TestingGuideTests.cs"));
        Report.Empty(shown.Where(code => !here.Contains(Flat(code), StringComparison.Ordinal)));
    }

    private static string Flat(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex(@"^```csharp\r?\n(.+?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
