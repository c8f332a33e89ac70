using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Refrain.Server.Hosting;

/// <summary>The certificate that the server shows.</summary>
internal static class ServerCertificate
{
    /// <summary>Reads the two files of the options; null when they name none.</summary>
    /// <exception cref="StartException">They cannot be read, or do not belong together.</exception>
    public static X509Certificate2? Read(ServerOptions options)
    {
        if (options is not { Certificate: { } certificate, CertificateKey: { } key })
        {
            return null;
        }

        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The certificate '{certificate}' with the key '{key}' cannot be used: {error.Message.TrimEnd('.')}. Both must be PEM files, the key without a password.", error);
        }
    }
}
