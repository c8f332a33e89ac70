using System.Net;
using System.Net.Sockets;
using System.Text;
using Refrain.Aws.SigV4;

namespace Refrain.Aws.Tests;

/// <summary>One request as it came over the wire, nothing decoded.</summary>
internal sealed record ReceivedRequest(string Method, string Target, IReadOnlyList<SigV4Header> Headers, byte[] Body)
{
    public string Header(string name) => Headers.Single(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Whether the signature fits what was received, byte for byte.</summary>
    public SigV4Verification Verify(DateTimeOffset now, string secret) =>
        new SigV4Verifier(_ => secret).Verify(SigV4Request.FromTarget(Method, Target, Headers, PayloadHash.Of(Body)), now);
}

/// <summary>An HTTP server of a few lines, so that tests see what really leaves the socket.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<ReceivedRequest, string> _answer;
    private readonly Task _loop;

    public LoopbackServer(Func<ReceivedRequest, string> answer)
    {
        _answer = answer;
        _listener.Start();
        Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _loop = ServeAsync();
    }

    public Uri Endpoint { get; }

    public List<ReceivedRequest> Received { get; } = [];

    /// <summary>An answer with a body; its length counts UTF-8 bytes.</summary>
    public static string Answer(int status, string headers, string body) =>
        $"HTTP/1.1 {status} Reason\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{headers}\r\n{body}";

    /// <summary>An address at which nobody listens: the system gave it, and it was given back.</summary>
    public static Uri Nowhere()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _listener.Dispose(); // not while it accepts: that would fail with an error of its own
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var stream = client.GetStream();
                var request = await ReadAsync(stream);
                Received.Add(request);
                await stream.WriteAsync(Encoding.UTF8.GetBytes(_answer(request)), _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<ReceivedRequest> ReadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, _stop.Token);
            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines[1..].Select(l => l.Split(": ", 2)).Select(h => new SigV4Header(h[0], h.Length > 1 ? h[1] : "")).ToList();
        var length = headers.Find(h => h.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)).Value ?? "0";
        var body = new byte[int.Parse(length)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        var requestLine = lines[0].Split(' ');
        return new ReceivedRequest(requestLine[0], requestLine[1], headers, body);
    }
}

/// <summary>A clock that stands still.</summary>
internal sealed class StoppedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
