using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Refrain.Supervisor.Protocol;

namespace Refrain.Runtimes.Local;

/// <summary>One connection to a supervisor. When it breaks, everybody who waits is told so by an <see cref="IOException"/>.</summary>
internal sealed class SupervisorLink : IAsyncDisposable
{
    private readonly NetworkStream stream;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<Reply>> questions = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ExitRecord>> ends = new(StringComparer.Ordinal);
    private readonly Task reading;
    private long last;
    private volatile bool broken;

    private SupervisorLink(Socket socket)
    {
        stream = new NetworkStream(socket, ownsSocket: true);
        reading = ReadAsync();
    }

    /// <summary>False once the supervisor is gone.</summary>
    public bool IsOpen => !broken;

    /// <summary>Connects; null when nobody listens there.</summary>
    public static async Task<SupervisorLink?> TryOpenAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new SupervisorLink(socket);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Asks, and waits for the answer.</summary>
    /// <exception cref="IOException">The supervisor went away before it answered; it may have done what was asked.</exception>
    public async Task<Reply> AskAsync(Request request, CancellationToken cancellationToken)
    {
        var numbered = request with { Id = Interlocked.Increment(ref last) };
        var answer = new TaskCompletionSource<Reply>(TaskCreationOptions.RunContinuationsAsynchronously);
        questions[numbered.Id] = answer;
        try
        {
            await SendAsync(numbered, cancellationToken);
            return await answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            questions.TryRemove(numbered.Id, out _);
        }
    }

    /// <summary>The notice of a job's end. It comes only when a start or wait was asked for on this connection, and may come before that answer.</summary>
    public Task<ExitRecord> EndOf(string job)
    {
        var end = ends.GetOrAdd(job, static _ => new TaskCompletionSource<ExitRecord>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (broken)
        {
            end.TrySetException(Gone());
        }

        return end.Task;
    }

    /// <summary>True when somebody on this connection waits for the job's end, or its notice has come.</summary>
    public bool ExpectsEndOf(string job) => ends.ContainsKey(job);

    /// <summary>The job's end was heard; its notice is no longer kept.</summary>
    public void Drop(string job) => ends.TryRemove(job, out _);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        await reading;
        writing.Dispose();
    }

    private async Task SendAsync(Request request, CancellationToken cancellationToken)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(request, ProtocolJson.Default.Request), (byte)'\n'];
        await writing.WaitAsync(cancellationToken);
        try
        {
            if (broken)
            {
                throw Gone();
            }

            await stream.WriteAsync(line, CancellationToken.None); // half a line would spoil the connection for everybody
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            broken = true; // a killed supervisor may show here before the reader sees the end
            throw Gone();
        }
        finally
        {
            writing.Release();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            using var reader = new StreamReader(stream, Encoding.UTF8, false, 16 * 1024, leaveOpen: true);
            while (await reader.ReadLineAsync() is { } line)
            {
                if (JsonSerializer.Deserialize(line, ProtocolJson.Default.Reply) is { } reply)
                {
                    Take(reply);
                }
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or JsonException)
        {
            // A broken connection, or half a line of a supervisor that was killed: the same to those who wait.
        }

        broken = true;
        foreach (var question in questions.Values)
        {
            question.TrySetException(Gone());
        }

        foreach (var end in ends.Values)
        {
            end.TrySetException(Gone());
        }
    }

    private void Take(Reply reply)
    {
        if (reply.Id != 0)
        {
            if (questions.TryGetValue(reply.Id, out var question))
            {
                question.TrySetResult(reply);
            }
        }
        else if (reply is { Job: { } job, Exit: { } exit } && ends.TryGetValue(job, out var end))
        {
            end.TrySetResult(exit);
        }
    }

    private static IOException Gone() => new("The job supervisor closed the connection.");
}
