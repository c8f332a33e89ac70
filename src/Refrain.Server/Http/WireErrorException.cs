namespace Refrain.Server.Http;

/// <summary>A door refuses a request in the words of its protocol, before the engine was asked.</summary>
/// <param name="code">The wire's error code.</param>
/// <param name="status">The HTTP status.</param>
/// <param name="message">What is wrong, and the remedy.</param>
internal sealed class WireErrorException(string code, int status, string message) : Exception(message)
{
    /// <summary>The wire's error code.</summary>
    public string Code { get; } = code;

    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;
}
