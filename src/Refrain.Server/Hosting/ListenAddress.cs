using System.Net;

namespace Refrain.Server.Hosting;

/// <summary>Where the server listens. Port 0 takes a free one.</summary>
public sealed record ListenAddress(IPAddress Address, int Port, bool IsTls = false)
{
    /// <summary>A free port of loopback.</summary>
    public static ListenAddress Default { get; } = new(IPAddress.Loopback, 0);

    /// <summary>Only programs of this machine can reach it.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <summary>Reads <c>http://HOST:PORT</c> or <c>https://</c>; the host is an address, <c>localhost</c>, or <c>*</c> for every address of this machine.</summary>
    /// <exception cref="UsageException">It is something else.</exception>
    public static ListenAddress Parse(string text)
    {
        var readable = text.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
        return Uri.TryCreate(readable, UriKind.Absolute, out var uri)
            && uri is { Scheme: "http" or "https", PathAndQuery: "/", UserInfo: "" }
            && Host(uri.Host) is { } address
                ? new ListenAddress(address, uri.Port, uri.Scheme == "https")
                : throw new UsageException(
                    $"--urls '{text}' is no address to listen at: expected http://ADDRESS:PORT or https://ADDRESS:PORT, for example http://127.0.0.1:8080 (port 0 takes a free one).");
    }

    /// <summary>How clients of this machine reach it, once the port is known.</summary>
    public Uri Endpoint(int port)
    {
        var any = Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any);
        return new UriBuilder(IsTls ? "https" : "http", any ? "127.0.0.1" : $"{Address}", port).Uri;
    }

    /// <inheritdoc />
    public override string ToString() => $"{(IsTls ? "https" : "http")}://{new IPEndPoint(Address, Port)}";

    private static IPAddress? Host(string host) =>
        host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(host, out var address) ? address : null;
}
