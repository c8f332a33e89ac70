namespace Refrain.Storage.Objects;

/// <summary>A key that no object may have (S3's rules for object keys).</summary>
public sealed class BadObjectKeyException(string rule) : ArgumentException($"Not a valid object key: {rule}");
