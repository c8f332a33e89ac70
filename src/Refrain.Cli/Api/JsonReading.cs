using System.Text.Json;
using Refrain.Aws;
using Refrain.Aws.AwsJson;
using Refrain.Core;

namespace Refrain.Cli.Api;

/// <summary>Reads members of answers.</summary>
internal static class JsonReading
{
    /// <summary>A text that every answer of this operation has.</summary>
    /// <exception cref="AwsServiceException">This one has not.</exception>
    public static string Required(this JsonElement from, string name) =>
        from.Text(name) ?? throw new AwsServiceException("InvalidResponse", $"The answer has no '{name}'. Is this the address of an AWS endpoint?", 200, null);

    /// <summary>A timestamp; null when it is absent.</summary>
    public static DateTimeOffset? Time(this JsonElement from, string name) =>
        from.Member(name) is { } value ? AwsTimestamp.Read(value) : null;

    /// <summary>A timestamp of Refrain's own API, ISO 8601; null when it is absent.</summary>
    public static DateTimeOffset? IsoTime(this JsonElement from, string name) =>
        from.Member(name) is { ValueKind: JsonValueKind.String } value && value.TryGetDateTimeOffset(out var time) ? time : null;

    /// <summary>A whole number; 0 when it is absent.</summary>
    public static int Count(this JsonElement from, string name) =>
        from.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : 0;

    /// <summary>A number; null when it is absent.</summary>
    public static double? Number(this JsonElement from, string name) =>
        from.Member(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    /// <summary>Seconds as a duration; null when they are absent.</summary>
    public static TimeSpan? Seconds(this JsonElement from, string name) => from.Number(name) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Whether a member is true.</summary>
    public static bool IsTrue(this JsonElement from, string name) => from.Member(name) is { ValueKind: JsonValueKind.True };
}
