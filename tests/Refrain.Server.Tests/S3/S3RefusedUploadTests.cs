using System.Net.Sockets;
using System.Text;
using Refrain.Aws.SigV4;

namespace Refrain.Server.Tests.S3;

public sealed class S3RefusedUploadTests(TestServer server) : S3Room(server, "refused-uploads")
{
    [Fact]
    public async Task A_client_that_asked_first_and_was_refused_is_told_that_the_connection_ends()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(Server.Endpoint.Host, Server.Endpoint.Port, TestContext.Current.CancellationToken);
        var stream = socket.GetStream();
        SigV4Header[] headers = [new("Host", Server.Endpoint.Authority)];
        var signature = SigV4Signer.Sign(
            SigV4Request.FromTarget("PUT", "/no-such-bucket/x", headers, PayloadHash.Of("x"u8)), TestServer.Keys, "us-east-1", "s3", DateTimeOffset.UtcNow);
        var lines = headers.Concat(signature.HeadersToSet).Select(header => $"{header.Name}: {header.Value}\r\n");
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"PUT /no-such-bucket/x HTTP/1.1\r\n{string.Concat(lines)}Content-Length: 1\r\nExpect: 100-continue\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var head = new List<string>();
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 } line)
        {
            head.Add(line);
        }

        Assert.Equal("HTTP/1.1 404 Not Found", head[0]);
        Assert.Contains("Connection: close", head);
    }
}
