namespace Refrain.Server.Hosting;

/// <summary>Where programs of this machine reach the server; known once it listens, and before anything is driven.</summary>
internal sealed class PublicAddress
{
    /// <summary>The address.</summary>
    public Uri Endpoint { get; set; } = new("http://127.0.0.1");
}
