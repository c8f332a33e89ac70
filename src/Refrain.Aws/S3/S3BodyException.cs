namespace Refrain.Aws.S3;

/// <summary>
/// A body that is not what was promised: cut off, badly framed, or not the bytes that were signed. Whatever was read
/// of it must be thrown away.
/// </summary>
/// <param name="code">The S3 error code to answer with.</param>
/// <param name="status">The HTTP status that goes with it.</param>
/// <param name="message">Where and why.</param>
public sealed class S3BodyException(string code, int status, string message) : IOException(message)
{
    /// <summary>The S3 error code to answer with.</summary>
    public string Code { get; } = code;

    /// <summary>The HTTP status that goes with it.</summary>
    public int Status { get; } = status;

    internal static S3BodyException Malformed(string message) => new("InvalidRequest", 400, message);

    internal static S3BodyException Incomplete(string message) => new("IncompleteBody", 400, message);
}
