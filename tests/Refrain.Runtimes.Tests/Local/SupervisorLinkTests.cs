using System.Net.Sockets;
using Refrain.Runtimes.Local;
using Refrain.Supervisor.Protocol;

namespace Refrain.Runtimes.Tests.Local;

public sealed class SupervisorLinkTests
{
    private static readonly Request Question = new() { Operation = Operations.Wait, Id = 0, Job = "job" };

    [Fact]
    public async Task A_connection_that_cannot_be_written_to_is_closed_even_while_it_can_still_be_read()
    {
        using var folder = new TestFolder();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(folder["socket"]));
        listener.Listen();
        await using var link = await SupervisorLink.TryOpenAsync(folder["socket"], TestRuntime.Token);
        using var supervisor = await listener.AcceptAsync(TestRuntime.Token);
        supervisor.Shutdown(SocketShutdown.Receive); // what a killed supervisor looks like for an instant

        await Assert.ThrowsAsync<IOException>(() => link!.AskAsync(Question, TestRuntime.Token));

        Assert.False(link!.IsOpen);
    }
}
