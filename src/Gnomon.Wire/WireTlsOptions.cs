namespace Gnomon.Wire;

/// <summary>How a server is trusted. Without any member set, its certificate must be valid for the host and issued by an
/// authority that this machine trusts.</summary>
public sealed record WireTlsOptions
{
    /// <summary>The name that the certificate must be valid for; the host when null.</summary>
    public string? ServerName { get; init; }

    /// <summary>A PEM file of authorities that are trusted instead of those of the machine; null for the latter.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>The SHA-256 thumbprint (64 hexadecimal digits) of the one certificate that is accepted, whoever issued it;
    /// null for none.</summary>
    public string? Thumbprint { get; init; }

    /// <summary>A PEM file with the certificate and the private key that this side shows; null for none.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>Accepts any certificate. For tests: whoever sits between can read and change everything.</summary>
    public bool AcceptAnyCertificate { get; init; }
}
