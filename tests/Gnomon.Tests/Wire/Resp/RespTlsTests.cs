using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gnomon.Wire;
using Gnomon.Wire.Resp;
using Xunit;

namespace Gnomon.Tests.Wire.Resp;

public sealed class RespTlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gnomon-tls-").FullName;
    private readonly X509Certificate2 _certificate = NewCertificate("redis.test");

    [Fact]
    public async Task A_server_is_trusted_for_its_authority_and_its_name()
    {
        var tls = new WireTlsOptions { AuthorityFile = AuthorityFile(_certificate), ServerName = "redis.test" };
        Assert.Equal("safe", await AskAsync(tls));
    }

    [Fact]
    public async Task A_server_is_trusted_for_its_thumbprint() =>
        Assert.Equal("safe", await AskAsync(new WireTlsOptions { Thumbprint = _certificate.GetCertHashString(HashAlgorithmName.SHA256) }));

    [Fact]
    public async Task Any_server_is_trusted_when_that_is_asked_for() =>
        Assert.Equal("safe", await AskAsync(new WireTlsOptions { AcceptAnyCertificate = true }));

    [Fact]
    public async Task A_server_of_an_unknown_authority_is_refused()
    {
        var error = await Assert.ThrowsAsync<WireException>(() => AskAsync(new WireTlsOptions { ServerName = "redis.test" }));
        Assert.Equal(WireProblem.Refused, error.Problem);
        Assert.Contains("No trusted TLS connection to redis at 127.0.0.1", error.Message);
    }

    [Fact]
    public async Task A_server_of_another_authority_or_name_or_thumbprint_is_refused()
    {
        using var other = NewCertificate("redis.test");
        WireTlsOptions[] wrong =
        [
            new() { AuthorityFile = AuthorityFile(other), ServerName = "redis.test" },
            new() { AuthorityFile = AuthorityFile(_certificate), ServerName = "other.test" },
            new() { Thumbprint = new string('0', 64) },
        ];
        foreach (var tls in wrong)
            Assert.Equal(WireProblem.Refused, (await Assert.ThrowsAsync<WireException>(() => AskAsync(tls))).Problem);
    }

    public void Dispose()
    {
        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static X509Certificate2 NewCertificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private string AuthorityFile(X509Certificate2 certificate)
    {
        var path = Path.Combine(_folder, $"{certificate.Thumbprint}.pem");
        File.WriteAllText(path, certificate.ExportCertificatePem());
        return path;
    }

    private async Task<string?> AskAsync(WireTlsOptions tls)
    {
        await using var peer = new ScriptedPeer(async connection =>
        {
            await connection.SecureAsync(_certificate);
            await connection.GreetAsync();
            await connection.ReadAsync();
            await connection.SendAsync("+safe\r\n");
            await connection.IdleAsync();
        });
        await using var redis = await RespConnection.ConnectAsync(Redis.At(peer.Port, wire => wire with { Tls = tls }));
        return await redis.TextAsync("GET", "a");
    }
}
