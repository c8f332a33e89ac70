using Refrain.Server.S3;

namespace Refrain.Server.Tests.S3;

public sealed class HostNamesTests
{
    [Theory]
    [InlineData("127.0.0.1", null)]
    [InlineData("[::1]", null)]
    [InlineData("refrain", null)]
    [InlineData("localhost", null)]
    [InlineData("data.localhost", "data")]
    [InlineData("my.data.localhost", "my.data")]
    [InlineData("store.example.com", null)]
    [InlineData("STORE.example.com", null)]
    [InlineData("data.store.example.com", "data")]
    [InlineData("inner.store.example.com", null)]
    [InlineData("data.inner.store.example.com", "data")]
    [InlineData("other.example.org", null)]
    [InlineData("s3.eu-west-1.example.org", null)]
    [InlineData("data.s3.eu-west-1.example.org", "data")]
    public void What_stands_before_a_name_of_the_server_is_a_bucket(string host, string? bucket) =>
        Assert.Equal(bucket, new HostNames(["store.example.com", "inner.store.example.com"]).BucketOf(host));
}

public sealed class S3VirtualHostTests(TestServer server) : S3Room(server, "virtual")
{
    [Fact]
    public async Task A_bucket_may_stand_in_the_name_of_the_host()
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                await socket.ConnectAsync(Server.Endpoint.Host, Server.Endpoint.Port, cancellation);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler);
        var http = new SignedHttp(client, new Uri($"http://virtual.localhost:{Server.Endpoint.Port}"), TestServer.Keys) { Service = "s3" };

        Assert.Equal(200, (await http.SendAsync("PUT", "/deep/key%20x?x-id=PutObject", "bytes"u8.ToArray())).Status);
        Assert.Equal("bytes", await TextAsync("deep/key%20x"));
        Assert.Equal(["deep/key x"], Texts(await http.SendAsync("GET", "/?list-type=2"), "Key"));
        Assert.Equal(204, (await http.SendAsync("DELETE", "/deep/key%20x")).Status);
    }
}
