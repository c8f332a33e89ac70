using System.Text.Json;
using System.Text.Json.Serialization;

namespace Refrain.Supervisor.Protocol;

/// <summary>The protocol's JSON, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Request))]
[JsonSerializable(typeof(Reply))]
[JsonSerializable(typeof(ExitRecord))]
internal sealed partial class ProtocolJson : JsonSerializerContext;

/// <summary>Where the two ends meet; both compute it from the data folder alone.</summary>
internal static class Meeting
{
    /// <summary>Longest path that a unix socket address holds, in bytes.</summary>
    public const int LongestSocketPath = 107;

    /// <summary>The supervisor's own folder.</summary>
    public static string Folder(string dataDirectory) => Path.Combine(dataDirectory, "supervisor");

    /// <summary>The usual place of the socket.</summary>
    public static string Socket(string dataDirectory) => Path.Combine(Folder(dataDirectory), "socket");

    /// <summary>The file that names the socket when its usual place has too long a path.</summary>
    public static string SocketPath(string dataDirectory) => Path.Combine(Folder(dataDirectory), "socket-path");

    /// <summary>What the supervisor prints when it is ready for connections.</summary>
    public const string Ready = "ready";

    /// <summary>What it prints when another one serves the folder.</summary>
    public const string AnotherOneServes = "another one serves this folder";
}
