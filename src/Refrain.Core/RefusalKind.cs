namespace Refrain.Core;

/// <summary>Why a caller is refused; one table turns it into the wire's error types.</summary>
public enum RefusalKind
{
    /// <summary>Bad input or wrong state: <c>ValidationException</c>.</summary>
    Invalid,

    /// <summary>No such pipeline, execution or version: <c>ResourceNotFound</c>.</summary>
    NotFound,

    /// <summary>Concurrent change, delete while running, token mismatch: <c>ConflictException</c>.</summary>
    Conflict,

    /// <summary>The name of a job was given before: <c>ResourceInUse</c>.</summary>
    InUse,

    /// <summary>A limit of the service is reached: <c>ResourceLimitExceeded</c>.</summary>
    LimitExceeded,
}
