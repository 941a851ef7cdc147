using Gnomon.Cli;
using Gnomon.Cli.Output;

using var interrupts = new Interrupts(TimeProvider.System);
var context = new CliContext(
    Terminal.OfProcess(), TimeProvider.System, Environment.GetEnvironmentVariable("GNOMON_SERVER"))
{
    Hurry = interrupts.Hurry,
};
var code = await new CommandLine(context).RunAsync(args, interrupts.Stop).ConfigureAwait(false);
return interrupts.Hurry.IsCancellationRequested ? ExitCodes.Interrupted : code;
