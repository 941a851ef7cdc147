using Gnomon.Triggers;

namespace Gnomon.Api;

/// <summary>The names of overlap policies on the wire: those of <see cref="OverlapPolicy"/> in camel case.</summary>
internal static class OverlapText
{
    public const string Allowed = "allow, skip, bufferOne, bufferAll, cancelRunning and terminateRunning";

    public static string Format(OverlapPolicy overlap) => overlap switch
    {
        OverlapPolicy.Skip => "skip",
        OverlapPolicy.BufferOne => "bufferOne",
        OverlapPolicy.BufferAll => "bufferAll",
        OverlapPolicy.CancelRunning => "cancelRunning",
        OverlapPolicy.TerminateRunning => "terminateRunning",
        _ => "allow",
    };

    /// <summary>Reads a policy; null when none is named.</summary>
    /// <exception cref="ApiException">400; lists the policies.</exception>
    public static OverlapPolicy? Parse(string? text) => text switch
    {
        null => null,
        "allow" => OverlapPolicy.Allow,
        "skip" => OverlapPolicy.Skip,
        "bufferOne" => OverlapPolicy.BufferOne,
        "bufferAll" => OverlapPolicy.BufferAll,
        "cancelRunning" => OverlapPolicy.CancelRunning,
        "terminateRunning" => OverlapPolicy.TerminateRunning,
        _ => throw ApiProblems.Invalid("overlap", $"is '{text}'; allowed are {Allowed}"),
    };
}
