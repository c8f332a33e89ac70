using System.Net.Sockets;
using System.Text;

namespace Refrain.Cli.Serving;

/// <summary>
/// The supervisor of a data folder outlives its server, so that jobs do. Who throws the folder away ends it: one line of JSON to
/// its socket. Left alone it would leave by itself some seconds after the last job.
/// </summary>
internal static class SupervisorProcess
{
    private static readonly TimeSpan endedWithin = TimeSpan.FromSeconds(15);

    /// <summary>Ends the supervisor of the folder, and with it the jobs that still run; returns when it is gone.</summary>
    public static async Task EndAsync(string dataFolder, TimeProvider time)
    {
        var place = await SocketAsync(Path.Combine(dataFolder, "supervisor"));
        if (place is null)
        {
            return;
        }

        using var enough = new CancellationTokenSource(endedWithin, time);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(place), enough.Token);
            await socket.SendAsync(Encoding.UTF8.GetBytes("""{"operation":"shutdown","id":1,"force":true}""" + "\n"), enough.Token);
            var answer = new byte[1024];
            while (await socket.ReceiveAsync(answer, enough.Token) > 0)
            {
                // The connection lasts as long as the supervisor; what it says meanwhile is of no interest.
            }
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException)
        {
            // Not there any more: what we wanted. Or it does not answer: it leaves when its jobs have ended.
        }
    }

    // A path longer than a socket's address may be lies elsewhere, and a file says where.
    private static async Task<string?> SocketAsync(string folder)
    {
        var pointer = Path.Combine(folder, "socket-path");
        var usual = Path.Combine(folder, "socket");
        return File.Exists(pointer) ? await File.ReadAllTextAsync(pointer) : File.Exists(usual) ? usual : null;
    }
}
