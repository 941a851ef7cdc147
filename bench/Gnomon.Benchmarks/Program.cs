using Gnomon.Benchmarks;

return await BenchmarkCommands.Root().Parse(args).InvokeAsync();
