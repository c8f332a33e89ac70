namespace Refrain.Aws;

/// <summary>The service answered, and the answer is an error.</summary>
/// <param name="code">The error's type without namespace, for example <c>ValidationException</c> or <c>NoSuchKey</c>.</param>
/// <param name="message">The service's own words.</param>
/// <param name="statusCode">The HTTP status.</param>
/// <param name="requestId">The id to quote to whoever runs the service; null if the answer had none.</param>
public sealed class AwsServiceException(string code, string message, int statusCode, string? requestId) : Exception(message)
{
    /// <summary>The error's type without namespace.</summary>
    public string Code { get; } = code;

    /// <summary>The HTTP status.</summary>
    public int StatusCode { get; } = statusCode;

    /// <summary>The id to quote to whoever runs the service.</summary>
    public string? RequestId { get; } = requestId;
}

/// <summary>
/// No answer came: nobody listens at the address, its name is unknown, or the connection broke. The message says
/// which. Whether the request was carried out is unknown unless the connection was refused.
/// </summary>
public sealed class AwsEndpointUnreachableException(Uri endpoint, string message, Exception inner) : Exception(message, inner)
{
    /// <summary>The address that was tried.</summary>
    public Uri Endpoint { get; } = endpoint;
}
