#!/usr/bin/env dotnet
#:project ../src/Gnomon/Gnomon.csproj
#:package Microsoft.Extensions.Hosting
#:property PublishAot=false

// A .NET program with Gnomon inside: no server, no HTTP. Run it with `dotnet run samples/hello.cs`.
// PublishAot is off because arguments are written as JSON by reflection; with it on, pass UseJson a generated resolver.
using Gnomon.Client;
using Gnomon.Jobs;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using static Gnomon.Triggers.When;

var ticked = new TaskCompletionSource();
var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddGnomon(g => g
    .UseStore("local:")                                  // memory; "local:data" keeps a journal in the folder data
    .AddHandler<SumHandler, Sum, int>()                  // a class; its arguments' type declares the name
    .AddHandler("hello", (string name, JobContext job) => $"hello {name}")
    .AddHandler("tick", (int number, JobContext job) => Task.FromResult(ticked.TrySetResult()))
    .AddSchedule("every-second", Every(TimeSpan.FromSeconds(1)), "tick", 1)
    .AddWorker(w => w with { Concurrency = 10 }));
using var host = builder.Build();
await host.StartAsync();

var jobs = host.Services.GetRequiredService<JobClient>();
var sum = await jobs.EnqueueAsync(new Sum([12, 45]));
var hello = await jobs.EnqueueAsync("hello", "Ada", o => o
    .In(TimeSpan.FromMilliseconds(200))
    .Retry(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(8)));
await jobs.WaitAsync(sum);
await jobs.WaitAsync(hello);
Console.WriteLine($"sum: {await jobs.GetResultAsync<int>(sum)}");
Console.WriteLine(await jobs.GetResultAsync<string>(hello));

await ticked.Task;
Console.WriteLine("the schedule has ticked");
await host.StopAsync();

[JobName("sum")]
internal sealed record Sum(IReadOnlyList<int> Numbers);

internal sealed class SumHandler : IResultHandler<Sum, int>
{
    public Task<int> RunAsync(Sum args, JobContext job, CancellationToken cancellation)
    {
        job.Log($"adding {args.Numbers.Count} numbers");
        return Task.FromResult(args.Numbers.Sum());
    }
}
