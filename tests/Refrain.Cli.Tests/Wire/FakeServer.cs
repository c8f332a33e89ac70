using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Refrain.Cli.Tests.Wire;

/// <summary>One request as it came: the operation (or path), the body, the Authorization header.</summary>
internal sealed record FakeCall(string Operation, JsonElement Body, string Authorization);

/// <summary>What goes back.</summary>
internal sealed record FakeAnswer(int Status, string Body)
{
    public static FakeAnswer Ok(string json) => new(200, json);

    public static FakeAnswer Refuse(string type, string message) =>
        new(400, $$"""{"__type":{{JsonSerializer.Serialize(type)}},"message":{{JsonSerializer.Serialize(message)}}}""");
}

/// <summary>
/// The wire of a server, with answers that the test writes: AWS JSON by operation, anything else by path. It speaks HTTP by hand,
/// so that nothing but the client under test decides how requests look.
/// </summary>
internal sealed class FakeServer : IDisposable
{
    public const string AccessKey = "FAKEKEY";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Dictionary<string, Func<JsonElement, FakeAnswer>> answers = [];
    private readonly CancellationTokenSource ending = new();

    public FakeServer()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    public string Endpoint => $"http://{listener.LocalEndpoint}";

    /// <summary>All requests so far.</summary>
    public List<FakeCall> Calls { get; } = [];

    public FakeServer On(string operation, Func<JsonElement, FakeAnswer> answer)
    {
        answers[operation] = answer;
        return this;
    }

    public FakeServer On(string operation, string json) => On(operation, _ => FakeAnswer.Ok(json));

    /// <summary>Answers in turn; the last one for good.</summary>
    public FakeServer On(string operation, params string[] inTurn)
    {
        var next = 0;
        return On(operation, _ => FakeAnswer.Ok(inTurn[Math.Min(next++, inTurn.Length - 1)]));
    }

    /// <summary>The bodies sent to an operation.</summary>
    public List<JsonElement> BodiesOf(string operation) => [.. Calls.Where(call => call.Operation == operation).Select(call => call.Body)];

    public void Dispose()
    {
        ending.Cancel();
        listener.Stop();
        ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(ending.Token));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // the test has ended
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            if (await ReadAsync(stream) is { } call)
            {
                FakeAnswer answer;
                lock (Calls)
                {
                    Calls.Add(call);
                    answer = Find(call.Operation) is { } make
                        ? make(call.Body)
                        : FakeAnswer.Refuse("UnknownOperationException", $"The test has no answer for {call.Operation}");
                }

                var body = Encoding.UTF8.GetBytes(answer.Body);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 {answer.Status} X\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
                await stream.WriteAsync(body);
            }
        }
    }

    // A name that ends with a star stands for all that begin like it.
    private Func<JsonElement, FakeAnswer>? Find(string operation) => answers.TryGetValue(operation, out var exact)
        ? exact
        : answers.FirstOrDefault(pair => pair.Key.EndsWith('*') && operation.StartsWith(pair.Key[..^1], StringComparison.Ordinal)).Value;

    private static async Task<FakeCall?> ReadAsync(NetworkStream stream)
    {
        var received = new List<byte>();
        var one = new byte[4096];
        int end;
        while ((end = Encoding.ASCII.GetString([.. received]).IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
        {
            var read = await stream.ReadAsync(one);
            if (read == 0)
            {
                return null;
            }

            received.AddRange(one[..read]);
        }

        var lines = Encoding.ASCII.GetString([.. received], 0, end).Split("\r\n");
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = received[(end + 4)..];
        var length = headers.TryGetValue("Content-Length", out var text) ? int.Parse(text) : 0;
        while (body.Count < length)
        {
            body.AddRange(one[..await stream.ReadAsync(one)]);
        }

        var operation = headers.TryGetValue("X-Amz-Target", out var target) ? target.Replace("SageMaker.", "") : string.Join(' ', lines[0].Split(' ')[..2]);
        var isOwn = operation.Contains(" /api/v1/", StringComparison.Ordinal); // what goes to S3 is no JSON
        using var document = JsonDocument.Parse(target is not null || (isOwn && length > 0) ? body.ToArray() : "{}"u8.ToArray());
        return new FakeCall(operation, document.RootElement.Clone(), headers.GetValueOrDefault("Authorization", ""));
    }
}
