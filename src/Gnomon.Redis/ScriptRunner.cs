using System.Text;
using Gnomon.Redis.Messages;
using Gnomon.Store;
using Gnomon.Wire;
using Gnomon.Wire.Resp;

namespace Gnomon.Redis;

/// <summary>Runs scripts on the server that keeps the data, so that each change happens once: a call whose answer got lost
/// is asked for again under its nonce.</summary>
internal sealed class ScriptRunner(RedisStoreOptions options, RespConnection connection)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly byte[] _key = Encoding.UTF8.GetBytes($"{{{options.Namespace}}}:m");

    public RespConnection Connection => connection;

    /// <summary>Runs a script that changes something.</summary>
    public ValueTask<byte[]> ChangeAsync<T>(
        RedisScript script, T body, Action<MessageWriter, T> write, CancellationToken cancellation) =>
        RunAsync(script, RedisRequest.Of(options, isChange: true, body, write), cancellation);

    /// <summary>Runs a script that only reads.</summary>
    public ValueTask<byte[]> ReadAsync<T>(
        RedisScript script, T body, Action<MessageWriter, T> write, CancellationToken cancellation) =>
        RunAsync(script, RedisRequest.Of(options, isChange: false, body, write), cancellation);

    private async ValueTask<byte[]> RunAsync(
        RedisScript script, RedisRequest request, CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        var (wasSent, byText) = (false, false);
        while (true)
        {
            Exception failure;
            try
            {
                using var command = byText
                    ? RespCommand.Create("EVAL"u8).Add(script.Text.Span)
                    : RespCommand.Create("EVALSHA"u8).Add(script.Digest.Span);
                command.Add(1).Add(_key).Add((wasSent ? request.Again : request.First).Span);
                return await connection.ExecuteAsync(command, RespParsers.Bytes, cancellation).ConfigureAwait(false)
                    ?? throw new StoreException(StoreProblem.Failed, $"The script {script.Name} gave no answer.");
            }
            catch (RespServerException error) when (error.Code == RespErrorCodes.NoScript && !byText)
            {
                byText = true;
                continue;
            }
            catch (RespServerException error) when (RedisFailure.MayPass(error))
            {
                failure = error;
            }
            catch (RespServerException error)
            {
                throw RedisFailure.Of(error, connection.Endpoint);
            }
            catch (WireException error)
            {
                if (error.Problem == WireProblem.Closed) throw RedisFailure.Of(error);
                wasSent |= !error.NeverSent;
                failure = error;
            }

            byText = false;
            if (TimeProvider.System.GetElapsedTime(started) > options.Patience)
                throw RedisFailure.Of(failure, connection.Endpoint, wasSent);
            await Task.Delay(Pause, TimeProvider.System, cancellation).ConfigureAwait(false);
        }
    }
}
