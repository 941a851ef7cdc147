using Gnomon.Cli;
using Gnomon.Cli.Output;

using var interrupts = new Interrupts();
var context = new CliContext(
    Terminal.OfProcess(), TimeProvider.System, Environment.GetEnvironmentVariable("GNOMON_SERVER"));
return await new CommandLine(context).RunAsync(args, interrupts.Token).ConfigureAwait(false);
