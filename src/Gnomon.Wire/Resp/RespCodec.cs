using System.Buffers;
using System.Globalization;

namespace Gnomon.Wire.Resp;

/// <summary>RESP on one link: version 3, or 2 with a server that does not know 3.</summary>
internal sealed class RespCodec(RespOptions options, RespSubscriptions subscriptions) : WireCodec
{
    private static readonly byte[] PingBytes = "*1\r\n$4\r\nPING\r\n"u8.ToArray();

    private readonly RespScanner _scanner = new(options.Wire.MaxReplyBytes);

    public override string ServerKind => "redis";

    /// <summary>Known when the hand-shake is over.</summary>
    public RespServerInfo Server { get; private set; } = new("", 2, "", "");

    public override async ValueTask HandshakeAsync(WireLink link, CancellationToken cancellation)
    {
        try
        {
            Server = await HelloAsync(link, cancellation).ConfigureAwait(false);
            if (Server.Protocol < 3) await GreetOldAsync(link, cancellation).ConfigureAwait(false);
            if (options.Database > 0)
                await RunAsync(link, ["SELECT", options.Database.ToString(CultureInfo.InvariantCulture)], cancellation)
                    .ConfigureAwait(false);
        }
        catch (RespServerException error)
        {
            throw Refusal(link, error.Error);
        }

        if (options.PrepareAsync is { } prepare)
            await prepare(new RespHandshake(link, Server), cancellation).ConfigureAwait(false);
        await subscriptions.RestoreAsync(link, Server, cancellation).ConfigureAwait(false);
    }

    public override bool TryReadFrame(in ReadOnlySequence<byte> unread, out long length, out WireFrameKind kind)
    {
        kind = WireFrameKind.Reply;
        if (!_scanner.TryScan(unread, out length, out var mark)) return false;
        // The confirmation of a subscription is written as a push, and is the answer to the command.
        if (mark == '>' && !RespSubscriptions.IsConfirmation(unread.Slice(0, length))) kind = WireFrameKind.Push;
        return true;
    }

    public override void OnPush(in ReadOnlySequence<byte> frame, WireLink link)
    {
        if (subscriptions.TryDeliver(frame)) return;
        var reader = new RespReader(frame);
        options.OnPush?.Invoke(ref reader);
    }

    public override void Ping(WireLink link)
    {
        var ping = RespOperation<object?, bool>.Rent(null, RespParsers.Any);
        if (link.TrySubmit(ping, default, PingBytes) == WireSubmit.Done) _ = ForgetAsync(ping.Task);
    }

    /// <summary>An unanswered ping ends the link by its silence; an error is a sign of life too.</summary>
    private static async Task ForgetAsync(ValueTask<bool> ping)
    {
        try
        {
            await ping.ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The link tells its users itself.
        }
    }

    private async ValueTask<RespServerInfo> HelloAsync(WireLink link, CancellationToken cancellation)
    {
        using var hello = RespCommand.Create("HELLO"u8).Add(3);
        if (options.Password is { } password) hello.Add("AUTH"u8).Add(options.User ?? "default").Add(password);
        if (options.ClientName is { } name) hello.Add("SETNAME"u8).Add(name);
        try
        {
            return await RespHandshake.ExecuteAsync<object?, RespServerInfo>(
                link, hello, null, static (ref reader, _) => ReadHello(ref reader), cancellation).ConfigureAwait(false);
        }
        catch (RespServerException error) when (IsUnknownHello(error.Error))
        {
            return new RespServerInfo("", 2, "", "");
        }
    }

    private static bool IsUnknownHello(RespServerError error) => error.Code == RespErrorCodes.NoProtocol
        || (error.Code == RespErrorCodes.Error && error.Text.Contains("unknown command", StringComparison.OrdinalIgnoreCase));

    private static RespServerInfo ReadHello(ref RespReader reader)
    {
        var info = new RespServerInfo("", 2, "", "");
        for (var pairs = reader.ReadMap(); pairs > 0; pairs--)
            switch (reader.ReadString())
            {
                case "version": info = info with { Version = reader.ReadString() ?? "" }; break;
                case "proto": info = info with { Protocol = (int)reader.ReadInt64() }; break;
                case "mode": info = info with { Mode = reader.ReadString() ?? "" }; break;
                case "role": info = info with { Role = reader.ReadString() ?? "" }; break;
                default: reader.Skip(); break;
            }

        return info;
    }

    private async ValueTask GreetOldAsync(WireLink link, CancellationToken cancellation)
    {
        if (options.Password is { } password)
            await RunAsync(link, options.User is { } user ? ["AUTH", user, password] : ["AUTH", password], cancellation)
                .ConfigureAwait(false);
        if (options.ClientName is { } name)
            await RunAsync(link, ["CLIENT", "SETNAME", name], cancellation).ConfigureAwait(false);
    }

    private static async ValueTask RunAsync(WireLink link, string[] words, CancellationToken cancellation)
    {
        using var command = RespCommand.Create(words[0]);
        foreach (var word in words.AsSpan(1)) command.Add(word);
        await RespHandshake.ExecuteAsync(link, command, null, RespParsers.Any, cancellation).ConfigureAwait(false);
    }

    private WireException Refusal(WireLink link, RespServerError error)
    {
        var where = $"redis at {link.Endpoint}";
        var message = error.Code switch
        {
            RespErrorCodes.WrongPassword => $"{where} does not accept the password of user '{options.User ?? "default"}'.",
            RespErrorCodes.NoAuth => $"{where} wants a password, and none was given.",
            _ when error.Text.Contains("DB index", StringComparison.Ordinal) =>
                $"{where} has no database {options.Database}: {error.Text}.",
            _ => $"{where} refuses the connection: {error.Text}.",
        };
        return new WireException(WireProblem.Refused, message, new RespServerException(error));
    }
}
