using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Refrain.Engine;
using Refrain.Server.Composition;
using Refrain.Server.Hosting;

namespace Refrain.Server.Tests.Hosting;

public sealed class TlsTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_server_with_a_certificate_shows_it()
    {
        var thumbprint = WriteCertificate();
        await using var server = await StartAsync();
        var shown = "";
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => (shown = certificate!.Thumbprint).Length > 0 };
        using var http = new HttpClient(handler);

        Assert.Equal("https", server.Endpoint.Scheme);
        Assert.Equal("ok", await http.GetStringAsync(new Uri(server.Endpoint, "/healthz"), TestContext.Current.CancellationToken));
        Assert.Equal(thumbprint, shown);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_used_is_named()
    {
        await File.WriteAllTextAsync(folder.File("tls.crt"), "no certificate", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("tls.key"), "no key", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<StartException>(StartAsync);

        Assert.StartsWith($"The certificate '{folder.File("tls.crt")}' with the key '{folder.File("tls.key")}' cannot be used: ", refused.Message, StringComparison.Ordinal);
    }

    private Task<RefrainServer> StartAsync()
    {
        var runtime = new ScriptedRuntime(folder.Path);
        return RefrainServer.StartAsync(
            new ServerOptions
            {
                DataDirectory = folder.File("data"),
                Listen = new ListenAddress(IPAddress.Loopback, 0, IsTls: true),
                Certificate = folder.File("tls.crt"),
                CertificateKey = folder.File("tls.key"),
            },
            new MillisecondClock(),
            (_, _, _, _) => new RuntimePorts(runtime, runtime));
    }

    private string WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=refrain", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(folder.File("tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(folder.File("tls.key"), key.ExportPkcs8PrivateKeyPem());
        return certificate.Thumbprint;
    }
}
