using System.Text;

namespace Gnomon.Wire.Resp;

/// <summary>How a connection to a server that speaks RESP is made.</summary>
public sealed record RespOptions
{
    /// <summary>Host, TLS, time-outs and bounds.</summary>
    public WireOptions Wire { get; init; } = new() { Endpoint = new WireEndpoint("127.0.0.1", 6379) };

    /// <summary>The user; the server's default user when null.</summary>
    public string? User { get; init; }

    /// <summary>The password, or null for none. It is never shown.</summary>
    public string? Password { get; init; }

    /// <summary>The database that is selected. 0 to 1,000,000.</summary>
    public int Database { get; init; }

    /// <summary>The name that the server shows for this connection, printable and without spaces; null for none.</summary>
    public string? ClientName { get; init; }

    /// <summary>Runs on each fresh connection, after authentication and before any other command goes out: for checks of
    /// the server's role, and to load scripts. What it throws fails the attempt to connect.</summary>
    public Func<RespHandshake, CancellationToken, ValueTask>? PrepareAsync { get; init; }

    /// <summary>Takes pushes that are no published messages, or null.</summary>
    public RespPushHandler? OnPush { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names option, value and range.
    /// </exception>
    public void Validate()
    {
        Wire.Validate();
        if (Database is < 0 or > 1_000_000)
            throw new ArgumentException($"Database: {Database} is not in the range from 0 to 1,000,000.");
        if (User is not null && Password is null) throw new ArgumentException("User: a user needs a password.");
        if (ClientName is { } name && (name.Length == 0 || name.Any(c => c is < '!' or > '~')))
            throw new ArgumentException($"ClientName: '{name}' is empty or holds a space or what is not printable.");
    }

    private bool PrintMembers(StringBuilder text)
    {
        text.Append(Wire.Endpoint).Append(", user ").Append(User ?? "default").Append(", database ").Append(Database);
        return true;
    }
}
