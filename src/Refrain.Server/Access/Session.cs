using System.Text.Json;
using System.Text.Json.Serialization;

namespace Refrain.Server.Access;

/// <summary>What a session's token carries. Stored in tokens that outlive the server: members are only added.</summary>
/// <param name="Role">What it may do.</param>
/// <param name="Name">The session's name.</param>
/// <param name="RoleName">The role that was assumed, as its ARN names it; null for GetSessionToken.</param>
/// <param name="By">Who asked for it: the audit names them.</param>
/// <param name="Key">The access key id of who asked: without that key there is no session, and it never may more than that key.</param>
/// <param name="Job">The job whose credentials they are, by its token; null for a person's.</param>
internal sealed record Session(AccessRole Role, string Name, string? RoleName, string By, string Key, string? Job = null)
{
    /// <summary>The claims of a token.</summary>
    public string Write() => JsonSerializer.Serialize(this, AccessJson.Default.Session);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Session Read(string claims) => JsonSerializer.Deserialize(claims, AccessJson.Default.Session)!; // signed by us: never null
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(StoredAccessKeys))]
internal sealed partial class AccessJson : JsonSerializerContext;
