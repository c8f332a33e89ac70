using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Refrain.Supervisor.Jobs;
using Refrain.Supervisor.Protocol;

namespace Refrain.Supervisor.Serving;

/// <summary>One caller: reads requests, answers them as they are done (in any order), and is told of ends.</summary>
internal sealed class Connection(Socket socket, JobTable table, Action<bool> shutdown) : IEndListener
{
    private readonly Channel<Reply> outgoing = Channel.CreateUnbounded<Reply>(new UnboundedChannelOptions { SingleReader = true });

    /// <inheritdoc />
    public void Send(Reply notice) => outgoing.Writer.TryWrite(notice);

    /// <summary>Serves until the caller goes.</summary>
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        var writing = WriteAsync(stream);
        try
        {
            using var reader = new StreamReader(stream, Encoding.UTF8, false, 16 * 1024, leaveOpen: true);
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static work => work.Connection.Handle(work.Line), (Connection: this, Line: line), preferLocal: false);
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
        {
            // The caller left, or we leave: jobs do not care.
        }

        outgoing.Writer.TryComplete();
        await writing;
    }

    private async Task WriteAsync(NetworkStream stream)
    {
        var buffer = new MemoryStream();
        try
        {
            while (await outgoing.Reader.WaitToReadAsync())
            {
                buffer.SetLength(0);
                while (outgoing.Reader.TryRead(out var reply))
                {
                    JsonSerializer.Serialize(buffer, reply, ProtocolJson.Default.Reply);
                    buffer.WriteByte((byte)'\n');
                }

                await stream.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException)
        {
            outgoing.Writer.TryComplete();
        }
    }

    private void Handle(string line)
    {
        var request = Read(line);
        if (request is null)
        {
            Send(new Reply { Error = "The line is not a request." });
            return;
        }

        try
        {
            var reply = Answer(request);
            Send(reply with { Id = request.Id });
            if (request.Operation == Operations.Shutdown && reply.Error is null)
            {
                shutdown(request.Force); // after the answer, which we could not give any more
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // .NET keeps the number of an error of the file system there, and numbers of its own that are negative.
            Send(new Reply { Id = request.Id, Job = request.Job, Error = refused.Message, ErrorNumber = refused.HResult > 0 ? refused.HResult : null });
        }
    }

    private Reply Answer(Request request) => request switch
    {
        { Operation: Operations.Ping } => new Reply { LiveJobs = table.Count },
        { Operation: Operations.Shutdown } => Shutdown(request.Force),
        { Job: var job } when !JobFolder.IsName(job) => new Reply { Error = $"'{job}' is not the name of a job." },
        { Operation: Operations.Start, Order: { } order, Job: { } job } => table.Start(job, order, this),
        { Operation: Operations.Status, Job: { } job } => table.Find(job, listener: null),
        { Operation: Operations.Wait, Job: { } job } => table.Find(job, this),
        { Operation: Operations.Stop, Job: { } job } => table.Stop(job, request.GraceSeconds),
        _ => new Reply { Error = $"'{request.Operation}' is not an operation, or lacks its order." },
    };

    private Reply Shutdown(bool force)
    {
        var live = table.Count;
        return new Reply { LiveJobs = live, Error = live > 0 && !force ? $"{live} jobs still run; they are ended only when forced." : null };
    }

    private static Request? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ProtocolJson.Default.Request);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
