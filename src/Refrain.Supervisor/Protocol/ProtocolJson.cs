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
