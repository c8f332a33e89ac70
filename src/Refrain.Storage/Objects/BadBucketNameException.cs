namespace Refrain.Storage.Objects;

/// <summary>A name that no bucket may have (S3's rules for bucket names).</summary>
public sealed class BadBucketNameException(string name, string rule) : ArgumentException($"'{name}' is not a valid bucket name: {rule}");
