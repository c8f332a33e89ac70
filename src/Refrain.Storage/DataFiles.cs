namespace Refrain.Storage;

/// <summary>What a data folder holds that outlives its server, by name.</summary>
internal static class DataFiles
{
    /// <summary>The database.</summary>
    public const string Database = "refrain.db";

    /// <summary>The server's key pair.</summary>
    public const string Credentials = "credentials.json";

    /// <summary>The operator's other keys; there where somebody wrote it.</summary>
    public const string AccessKeys = "access-keys.json";

    /// <summary>The operator's entries of the image catalogue, where there are any.</summary>
    public const string Images = "images.json";

    /// <summary>What jobs wrote, a folder for each execution.</summary>
    public const string Logs = "logs";

    /// <summary>Where the bytes of objects are.</summary>
    public static string ObjectsOf(string dataDirectory) => Path.Combine(dataDirectory, "objects");
}
