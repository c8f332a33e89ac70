using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>What is said of an object beside its columns. Stored: members are only added, and null when nothing was said.</summary>
internal sealed record StoredAttributes
{
    public string? ContentEncoding { get; init; }

    public string? ContentDisposition { get; init; }

    public string? ContentLanguage { get; init; }

    public string? CacheControl { get; init; }

    public string? Expires { get; init; }

    public Tag[]? Tags { get; init; }

    public ObjectChecksum? Checksum { get; init; }

    public long[]? PartSizes { get; init; }
}

/// <summary>The stored form of <see cref="StoredAttributes"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredAttributes))]
internal sealed partial class StoredAttributesJson : JsonSerializerContext;

/// <summary>How the texts of a row are written and read.</summary>
internal static class ObjectTexts
{
    private static readonly JsonTypeInfo<ValueList<EnvironmentVariable>> MetadataJson =
        (JsonTypeInfo<ValueList<EnvironmentVariable>>)(StoredJson.Default.GetTypeInfo(typeof(ValueList<EnvironmentVariable>))
            ?? throw new InvalidOperationException("StoredJson does not know lists of variables."));

    private static readonly StoredAttributes Nothing = new();

    public static string Metadata(ObjectHeaders headers) => JsonSerializer.Serialize(headers.Metadata, MetadataJson);

    public static string? Attributes(ObjectHeaders headers, ValueList<Tag> tags, ObjectChecksum? checksum, ValueList<long> partSizes)
    {
        var attributes = new StoredAttributes
        {
            ContentEncoding = headers.ContentEncoding,
            ContentDisposition = headers.ContentDisposition,
            ContentLanguage = headers.ContentLanguage,
            CacheControl = headers.CacheControl,
            Expires = headers.Expires,
            Tags = tags.Count > 0 ? [.. tags] : null,
            Checksum = checksum,
            PartSizes = partSizes.Count > 0 ? [.. partSizes] : null,
        };
        return attributes == Nothing ? null : JsonSerializer.Serialize(attributes, StoredAttributesJson.Default.StoredAttributes);
    }

    public static StoredAttributes ReadAttributes(string? text) =>
        text is null ? Nothing : JsonSerializer.Deserialize(text, StoredAttributesJson.Default.StoredAttributes) ?? Nothing;

    public static ObjectHeaders ReadHeaders(string? contentType, string metadata, StoredAttributes attributes) =>
        new(contentType, JsonSerializer.Deserialize(metadata, MetadataJson) ?? ValueList<EnvironmentVariable>.Empty)
        {
            ContentEncoding = attributes.ContentEncoding,
            ContentDisposition = attributes.ContentDisposition,
            ContentLanguage = attributes.ContentLanguage,
            CacheControl = attributes.CacheControl,
            Expires = attributes.Expires,
        };
}

/// <summary>A row of <c>bucket</c>.</summary>
internal sealed class BucketRow
{
    public required string Name { get; init; }

    public required string Region { get; init; }

    public long CreatedAt { get; init; }

    public BucketRecord ToRecord() => new(Name, Region, SqlTime.FromMs(CreatedAt));
}

/// <summary>A row of <c>object</c>.</summary>
internal sealed class ObjectRow
{
    public required string Bucket { get; init; }

    public required string Key { get; init; }

    public required string Blob { get; init; }

    public long Size { get; init; }

    public required string ETag { get; init; }

    public string? ContentType { get; init; }

    public required string Metadata { get; init; }

    public string? Attributes { get; init; }

    public long ModifiedAt { get; init; }

    public static object Of(ObjectRecord record) => new
    {
        record.Place.Bucket,
        record.Place.Key,
        record.Blob,
        record.Size,
        record.ETag,
        record.Headers.ContentType,
        Metadata = ObjectTexts.Metadata(record.Headers),
        Attributes = ObjectTexts.Attributes(record.Headers, record.Tags, record.Checksum, record.PartSizes),
        ModifiedAt = record.ModifiedAt.ToMs(),
    };

    public ObjectRecord ToRecord()
    {
        var attributes = ObjectTexts.ReadAttributes(Attributes);
        return new ObjectRecord(new S3Uri(Bucket, Key), Blob, Size, ETag, SqlTime.FromMs(ModifiedAt), ObjectTexts.ReadHeaders(ContentType, Metadata, attributes))
        {
            Tags = [.. attributes.Tags ?? []],
            Checksum = attributes.Checksum,
            PartSizes = [.. attributes.PartSizes ?? []],
        };
    }
}
