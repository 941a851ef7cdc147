using Gnomon.Store;
using Gnomon.Wire;
using Gnomon.Wire.Resp;

namespace Gnomon.Redis;

/// <summary>What errors of the server and of the connection mean to whoever asked the store.</summary>
internal static class RedisFailure
{
    /// <summary>The first word of the error with which scripts refuse data of another form.</summary>
    private const string OtherForm = "GNOMON-FORMAT";

    /// <summary>Whether the server lacks the library of scripts.</summary>
    public static bool LacksLibrary(RespServerException error) =>
        error.Code == RespErrorCodes.Error && error.Message.Contains("Function not found", StringComparison.Ordinal);

    /// <summary>Whether trying again a little later may help.</summary>
    public static bool MayPass(RespServerException error) => error.Code is RespErrorCodes.Loading or RespErrorCodes.Busy
        or RespErrorCodes.TryAgain or RespErrorCodes.ClusterDown or RespErrorCodes.MasterDown or RespErrorCodes.ReadOnly
        or RespErrorCodes.NoReplicas or RespErrorCodes.Moved or RespErrorCodes.Ask || WasKilled(error);

    /// <summary>A script can be killed only before it has changed anything.</summary>
    private static bool WasKilled(RespServerException error) =>
        error.Message.Contains("Script killed by user", StringComparison.Ordinal);

    public static StoreException Of(RespServerException error, WireEndpoint endpoint)
    {
        var (problem, help) = error.Code switch
        {
            RespErrorCodes.OutOfMemory =>
                (StoreProblem.Full,
                    "its memory is full: new jobs are refused, stored ones run and end; raise maxmemory, or remove ended jobs"),
            RespErrorCodes.ReadOnly => (StoreProblem.Inaccessible, "it is a replica; name its master or its Sentinels"),
            RespErrorCodes.Misconfigured => (StoreProblem.Inaccessible, "it cannot save to its disk and refuses writes"),
            RespErrorCodes.NoReplicas => (StoreProblem.Inaccessible, "too few of its replicas are connected"),
            RespErrorCodes.NoAuth or RespErrorCodes.WrongPassword =>
                (StoreProblem.Inaccessible, "it refuses the user or the password"),
            RespErrorCodes.NoPermission => (StoreProblem.Inaccessible, "the user may not do this"),
            RespErrorCodes.Loading => (StoreProblem.Inaccessible, "it is still reading its data into memory"),
            RespErrorCodes.Busy => (StoreProblem.Inaccessible, "it is busy with a script for long; FUNCTION KILL or SCRIPT KILL ends that"),
            RespErrorCodes.Moved or RespErrorCodes.Ask or RespErrorCodes.TryAgain => (
                StoreProblem.Inaccessible, "the slot of the namespace is moving to another node of the cluster"),
            RespErrorCodes.ClusterDown =>
                (StoreProblem.Inaccessible, "the cluster does not serve the slot of the namespace now"),
            RespErrorCodes.MasterDown => (StoreProblem.Inaccessible, "it is a replica that has lost its master"),
            _ when WasKilled(error) => (
                StoreProblem.Inaccessible, "somebody ended the script with FUNCTION KILL before it had changed anything"),
            OtherForm => (StoreProblem.NewerVersion, "another version of the program wrote the data"),
            _ => (StoreProblem.Failed, "it refused"),
        };
        return new StoreException(problem, $"Redis at {endpoint}: {help} ({error.Message}).", error);
    }

    public static StoreException Of(WireException error) => new(
        error.Problem == WireProblem.Closed ? StoreProblem.Closed : StoreProblem.Inaccessible, error.Message, error);

    /// <summary>The error after all patience.</summary>
    public static StoreException Of(Exception? error, WireEndpoint endpoint, bool wasSent) => error switch
    {
        null => new StoreException(
            StoreProblem.Unconfirmed,
            $"The connection to Redis at {endpoint} broke before replicas confirmed the change; the same ids may be sent again."),
        RespServerException refused when wasSent => new StoreException(
            StoreProblem.Inaccessible,
            $"{Of(refused, endpoint).Message} Whether the change was stored is not known; the same ids may be sent again.",
            refused),
        RespServerException refused => Of(refused, endpoint),
        WireException lost when wasSent => new StoreException(
            StoreProblem.Inaccessible,
            $"{lost.Message} Whether the change was stored is not known; the same ids may be sent again.", lost),
        WireException lost => Of(lost),
        _ => new StoreException(StoreProblem.Failed, error.Message, error),
    };
}
