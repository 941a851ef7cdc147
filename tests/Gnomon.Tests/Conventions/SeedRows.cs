namespace Gnomon.Tests.Conventions;

/// <summary>The numbered weaknesses of the systems that Gnomon replaces: M machinery (1h), T taskino (3c), K kingtask
/// (4c). A row that concerns jobs has tests or cases of the conformance suite that are named after it; another one has
/// the reason why it has none.</summary>
internal static class SeedRows
{
    public const string Tested = "";

    private const string Workflows = "groups, chords and chains are workflows, which do not exist yet";
    private const string Schedules = "about schedules, not jobs: their tests are named after what they do";

    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        ["M_1h_1"] = Tested,
        ["M_1h_2"] = Tested,
        ["M_1h_3"] = Tested,
        ["M_1h_4"] = Tested,
        ["M_1h_5"] = Tested,
        ["M_1h_6"] = Tested,
        ["M_1h_7"] = Workflows,
        ["M_1h_8"] = Tested,
        ["M_1h_9"] = Tested,
        ["M_1h_10"] = Tested,
        ["M_1h_11"] = Schedules,
        ["M_1h_12"] = Schedules,
        ["M_1h_13"] = Tested,
        ["M_1h_14"] = Tested,
        ["M_1h_15"] = "about a configuration file of its own, which Gnomon has none of: the host's configuration is read",
        ["M_1h_16"] = Tested,
        ["T_3c_1"] = Schedules,
        ["T_3c_2"] = Tested,
        ["T_3c_3"] = Schedules,
        ["T_3c_4"] = Tested,
        ["T_3c_5"] = Schedules,
        ["T_3c_6"] = Tested,
        ["T_3c_7"] = Schedules,
        ["T_3c_8"] = Tested,
        ["T_3c_9"] = Tested,
        ["T_3c_10"] = Tested,
        ["T_3c_11"] = Tested,
        ["T_3c_12"] = Tested,
        ["K_4c_1"] = Tested,
        ["K_4c_2"] = Tested,
        ["K_4c_3"] = Tested,
        ["K_4c_4"] = Tested,
        ["K_4c_5"] = Tested,
        ["K_4c_6"] = Tested,
        ["K_4c_7"] = Tested,
        ["K_4c_8"] = Tested,
        ["K_4c_9"] = Tested,
        ["K_4c_10"] = Tested,
        ["K_4c_11"] = Tested,
        ["K_4c_12"] = Tested,
    };
}
