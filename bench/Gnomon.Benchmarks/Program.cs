using System.CommandLine;
using Gnomon.Benchmarks;

// A process of a fleet that is asked to end takes the time that its jobs need.
var patient = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) };
return await BenchmarkCommands.Root().Parse(args).InvokeAsync(patient);
