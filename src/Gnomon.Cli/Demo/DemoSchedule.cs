using System.Text.Json;
using Gnomon.Api;

namespace Gnomon.Cli.Demo;

/// <summary>The schedule of the demo: a greeting every five seconds.</summary>
internal static class DemoSchedule
{
    public const string Id = "demo-every-5s";

    public static ScheduleDocument Definition => new()
    {
        Trigger = new TriggerDocument { Every = "5s" },
        Handler = "hello",
        Args = JsonSerializer.SerializeToElement(["schedule"], CliJson.Default.StringArray),
        Tags = ["demo"],
        CatchUp = "none",
    };
}
