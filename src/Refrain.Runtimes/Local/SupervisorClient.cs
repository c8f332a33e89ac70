using Microsoft.Extensions.Logging;
using Refrain.Supervisor.Protocol;

namespace Refrain.Runtimes.Local;

/// <summary>
/// Talks to the supervisor of a data folder; starts one when there is none, and again when it was killed. Every request means the same when it is made
/// twice, so a broken connection is answered by asking again.
/// </summary>
internal sealed class SupervisorClient(
    string program, string dataDirectory, int idleSeconds, string? dotnetRoot, ILogger logger, TimeProvider clock) : IAsyncDisposable
{
    private const int Tries = 5;
    private const int ConnectTries = 100;
    private static readonly TimeSpan BetweenConnects = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim connecting = new(1, 1);
    private volatile SupervisorLink? current;

    /// <summary>Starts a job, or finds it.</summary>
    /// <exception cref="IOException">The supervisor or the machine refused; the call may be made again.</exception>
    public Task<Reply> StartAsync(string job, LaunchOrder order, CancellationToken cancellationToken) =>
        AskAsync(new Request { Operation = Operations.Start, Id = 0, Job = job, Order = order }, expectEnd: true, cancellationToken);

    /// <summary>Asks a job to end.</summary>
    public Task<Reply> StopAsync(string job, int graceSeconds, CancellationToken cancellationToken) =>
        AskAsync(new Request { Operation = Operations.Stop, Id = 0, Job = job, GraceSeconds = graceSeconds }, expectEnd: false, cancellationToken);

    /// <summary>Waits for a job's end, over as many supervisors as it takes; null when the job was never started.</summary>
    public async Task<ExitRecord?> AwaitEndAsync(string job, CancellationToken cancellationToken)
    {
        while (true)
        {
            var link = await ConnectAsync(cancellationToken);
            try
            {
                if (!link.ExpectsEndOf(job))
                {
                    var reply = await AskAsync(link, new Request { Operation = Operations.Wait, Id = 0, Job = job }, expectEnd: true, cancellationToken);
                    if (reply.State != JobStates.Running)
                    {
                        link.Drop(job);
                        return reply.Exit;
                    }
                }

                var exit = await link.EndOf(job).WaitAsync(cancellationToken);
                link.Drop(job);
                return exit;
            }
            catch (IOException) when (!link.IsOpen)
            {
                // killed, or it left: ask the next one
            }
        }
    }

    /// <summary>Ends the supervisor that runs, if one does; false when jobs still live and nothing was forced.</summary>
    public async Task<bool> ShutdownAsync(bool force, CancellationToken cancellationToken)
    {
        await using var link = Meeting.FindSocket(dataDirectory) is { } path ? await SupervisorLink.TryOpenAsync(path, cancellationToken) : null;
        if (link is null)
        {
            return true;
        }

        try
        {
            var reply = await link.AskAsync(new Request { Operation = Operations.Shutdown, Id = 0, Force = force }, cancellationToken);
            if (reply.Error is not null)
            {
                return false;
            }

            await link.EndOf("").WaitAsync(cancellationToken); // no job has an empty name: this ends with the connection
        }
        catch (IOException) when (!link.IsOpen)
        {
            // gone, as asked
        }

        return true;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (current is { } link)
        {
            await link.DisposeAsync();
        }

        connecting.Dispose();
    }

    private async Task<Reply> AskAsync(Request request, bool expectEnd, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var link = await ConnectAsync(cancellationToken);
            try
            {
                return await AskAsync(link, request, expectEnd, cancellationToken);
            }
            catch (IOException) when (!link.IsOpen && attempt < Tries)
            {
                // the supervisor went away: ask the next one
            }
        }
    }

    private static async Task<Reply> AskAsync(SupervisorLink link, Request request, bool expectEnd, CancellationToken cancellationToken)
    {
        var job = request.Job ?? "";
        if (expectEnd)
        {
            _ = link.EndOf(job); // expected before it is asked for: the notice may overtake the answer
        }

        var reply = await link.AskAsync(request, cancellationToken);
        if (expectEnd && reply.State != JobStates.Running)
        {
            link.Drop(job);
        }

        return reply.Error is { } error ? throw Refused(error, reply.ErrorNumber) : reply;
    }

    private static IOException Refused(string error, int? number) =>
        number is { } known ? new IOException($"The job supervisor refused: {error}", known) : new IOException($"The job supervisor refused: {error}");

    private async Task<SupervisorLink> ConnectAsync(CancellationToken cancellationToken)
    {
        if (current is { IsOpen: true } open)
        {
            return open;
        }

        await connecting.WaitAsync(cancellationToken);
        try
        {
            if (current is { IsOpen: true } meanwhile)
            {
                return meanwhile;
            }

            if (current is { } old)
            {
                await old.DisposeAsync();
            }

            return current = await ConnectOrStartAsync(cancellationToken);
        }
        finally
        {
            connecting.Release();
        }
    }

    private async Task<SupervisorLink> ConnectOrStartAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= ConnectTries; attempt++)
        {
            if (Meeting.FindSocket(dataDirectory) is { } path && await SupervisorLink.TryOpenAsync(path, cancellationToken) is { } link)
            {
                return link;
            }

            if (attempt > 1)
            {
                await Task.Delay(BetweenConnects, clock, cancellationToken); // another one is coming or going
            }

            logger.SupervisorStarting(program, dataDirectory);
            await SupervisorProcess.StartAsync(program, dataDirectory, idleSeconds, dotnetRoot, cancellationToken);
        }

        throw new IOException($"No job supervisor answers for {dataDirectory}; see {Path.Combine(Meeting.Folder(dataDirectory), "log")}.");
    }
}
