using Gnomon.Executables;
using Gnomon.Jobs;
using Xunit;

namespace Gnomon.Tests.Executables;

public sealed class ExecutableOptionsTests
{
    public static TheoryData<ExecutableOptions, string> Wrong => new()
    {
        { new ExecutableOptions { MaxOutputBytes = 0 }, "MaxOutputBytes is 0; allowed are 1 to 1048576." },
        { new ExecutableOptions { MaxOutputBytes = JobLimits.MaxResultBytes + 1 }, "MaxOutputBytes is 1048577" },
        { new ExecutableOptions { OutputGrace = TimeSpan.FromSeconds(-1) }, "OutputGrace is -00:00:01" },
        { new ExecutableOptions { OutputGrace = TimeSpan.FromSeconds(61) }, "OutputGrace is 00:01:01" },
        { new ExecutableOptions { PassEnvironment = ["A=B"] }, "PassEnvironment holds 'A=B'" },
        { new ExecutableOptions { PassEnvironment = [""] }, "PassEnvironment holds ''" },
        { new ExecutableOptions { PassEnvironment = ["GNOMON_JOB_ID"] }, "PassEnvironment holds 'GNOMON_JOB_ID'" },
        { new ExecutableOptions { Scope = "" }, "Scope must not be empty" },
        { new ExecutableOptions { ServerUrl = new Uri("/v1", UriKind.Relative) }, "ServerUrl is '/v1'" },
    };

    [Fact]
    public void The_defaults_are_valid() => new ExecutableOptions().Validate();

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Values_out_of_range_are_refused_by_name(ExecutableOptions options, string message)
    {
        var error = Assert.Throws<ArgumentException>(options.Validate);
        Assert.StartsWith(message, error.Message);
    }
}
