using System.Text;
using Gnomon.Redis.Deployment;
using Gnomon.Redis.Messages;
using Gnomon.Store;
using Gnomon.Wire;
using Gnomon.Wire.Resp;

namespace Gnomon.Redis;

/// <summary>Runs scripts on the server that keeps the data, so that each change happens once: a call whose answer got lost
/// is asked for again under its nonce.</summary>
internal sealed class ScriptRunner(RedisStoreOptions options, RedisLink link)
{
    /// <summary>How long the server keeps an answer that may have got lost; <c>KEPT</c> in core.lua.</summary>
    private static readonly TimeSpan AnswersKept = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>What is sent again must arrive while the answer is kept, however long the connection takes for it.</summary>
    private readonly TimeSpan _sendAgainWithin =
        AnswersKept - options.Server.Wire.ConnectTimeout - options.Server.Wire.CommandTimeout;

    private static readonly RespParser<RedisRequest, byte[]> Bytes = static (ref reader, _) =>
        reader.ReadBytes() ?? throw new StoreException(StoreProblem.Failed, "A script gave no answer.");

    private readonly byte[] _key = Encoding.UTF8.GetBytes($"{{{options.Tag}}}:m");
    private readonly ReplicaWait _replicas = link.Replicas;

    /// <summary>A second key, which never exists: a node from which the slot is moving away then refuses the script before
    /// it begins, and not in its middle, at the first key that is gone already. Null where nothing moves.</summary>
    private readonly byte[]? _guard = options.Discovery?.Deployment == RespDeployment.Cluster
        ? Encoding.UTF8.GetBytes($"{{{options.Tag}}}:none")
        : null;

    public RespConnection Connection => link.Connection;

    /// <summary>Runs a script that changes something.</summary>
    public ValueTask<byte[]> ChangeAsync<T>(
        RedisScript script, T body, Action<MessageWriter, T> write, CancellationToken cancellation) =>
        RunAsync(script, RedisRequest.Of(options, isChange: true, body, write), isChange: true, Bytes, cancellation);

    /// <summary>Runs a script that changes something and whose answer is read where it is.</summary>
    /// <param name="script">The script.</param>
    /// <param name="body">What it is told.</param>
    /// <param name="write">Writes that.</param>
    /// <param name="read">Reads the answer, given the request.</param>
    /// <param name="cancellation">Gives up.</param>
    public ValueTask<TAnswer> ChangeAsync<T, TAnswer>(
        RedisScript script,
        T body,
        Action<MessageWriter, T> write,
        RespParser<RedisRequest, TAnswer> read,
        CancellationToken cancellation) =>
        RunAsync(script, RedisRequest.Of(options, isChange: true, body, write), isChange: true, read, cancellation);

    /// <summary>Runs a script that only reads.</summary>
    public ValueTask<byte[]> ReadAsync<T>(
        RedisScript script, T body, Action<MessageWriter, T> write, CancellationToken cancellation) =>
        RunAsync(script, RedisRequest.Of(options, isChange: false, body, write), isChange: false, Bytes, cancellation);

    private async ValueTask<TAnswer> RunAsync<TAnswer>(
        RedisScript script,
        RedisRequest request,
        bool isChange,
        RespParser<RedisRequest, TAnswer> read,
        CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        var (wasSent, isLoaded) = (false, false);
        while (true)
        {
            Exception? failure = null;
            var generation = link.Generation;
            try
            {
                var answer = await SendAsync(script, request, wasSent, read, cancellation).ConfigureAwait(false);
                var isSafe = !isChange || !_replicas.IsAsked || !script.WaitsForReplicas
                    || await _replicas.ConfirmAsync(generation, cancellation).ConfigureAwait(false);
                if (isSafe) return answer;
                wasSent = true;
            }
            catch (RespServerException error) when (RedisFailure.LacksLibrary(error) && !isLoaded)
            {
                isLoaded = await TryLoadAsync(cancellation).ConfigureAwait(false);
                if (isLoaded) continue;
                failure = error;
            }
            catch (RespServerException error) when (RedisFailure.MayPass(error))
            {
                link.Follow(error, generation);
                failure = error;
            }
            catch (RespServerException error)
            {
                throw RedisFailure.Of(error, Connection.Endpoint);
            }
            catch (WireException error)
            {
                if (error.Problem == WireProblem.Closed) throw RedisFailure.Of(error);
                wasSent |= !error.NeverSent;
                failure = error;
            }

            isLoaded = false;
            var passed = TimeProvider.System.GetElapsedTime(started);
            if (passed > options.Patience || (isChange && wasSent && passed > _sendAgainWithin))
                throw RedisFailure.Of(failure, Connection.Endpoint, wasSent && isChange);
            await Task.Delay(Pause, TimeProvider.System, cancellation).ConfigureAwait(false);
        }
    }

    private async ValueTask<TAnswer> SendAsync<TAnswer>(
        RedisScript script,
        RedisRequest request,
        bool wasSent,
        RespParser<RedisRequest, TAnswer> read,
        CancellationToken cancellation)
    {
        using var command = RespCommand.Create(script.IsRead ? "FCALL_RO"u8 : "FCALL"u8).Add(script.Function.Span);
        command.Add(_guard is null ? 1 : 2).Add(_key);
        if (_guard is not null) command.Add(_guard);
        command.Add((wasSent ? request.Again : request.First).Span);
        return await Connection.ExecuteAsync(command, request, read, cancellation).ConfigureAwait(false);
    }

    /// <summary>Gives the library to a server that lacks it: a new one, or one that lost its data.</summary>
    /// <returns>False when that has to be tried again, perhaps elsewhere.</returns>
    private async ValueTask<bool> TryLoadAsync(CancellationToken cancellation)
    {
        var generation = link.Generation;
        try
        {
            using var command = RespCommand.Create("FUNCTION"u8).Add("LOAD"u8).Add("REPLACE"u8)
                .Add(RedisScript.Library.Span);
            await Connection.ExecuteAsync(command, RespParsers.Any, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (RespServerException error) when (RedisFailure.MayPass(error))
        {
            link.Follow(error, generation);
        }
        catch (RespServerException error)
        {
            throw RedisFailure.Of(error, Connection.Endpoint);
        }
        catch (WireException error) when (error.Problem != WireProblem.Closed)
        {
            // It is asked for again with the call.
        }

        return false;
    }
}
