namespace Refrain.Server.Hosting;

/// <summary><c>server.json</c>: where the running server of a data folder is. There from ready to shutdown.</summary>
internal static class ServerFile
{
    /// <summary>The region of clients that name none.</summary>
    public const string DefaultRegion = "us-east-1";

    /// <summary>Where it is.</summary>
    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "server.json");

    /// <summary>Says where the server is.</summary>
    public static void Write(string dataDirectory, Uri endpoint, string account) => PrivateJsonFile.Write(
        PathIn(dataDirectory),
        new StoredServer(endpoint.GetLeftPart(UriPartial.Authority), Environment.ProcessId, DefaultRegion, account),
        HostingJson.Default.StoredServer);

    /// <summary>The server is going.</summary>
    public static void Remove(string dataDirectory) => File.Delete(PathIn(dataDirectory));
}
