using System.Diagnostics;
using Refrain.Core;

namespace Refrain.Server.SageMaker;

/// <summary>The error types of the wire (spec 08, 3).</summary>
internal static class AwsErrors
{
    /// <summary>The type and HTTP status of a refusal.</summary>
    public static (string Type, int Status) For(RefusalKind kind) => kind switch
    {
        RefusalKind.Invalid => ("ValidationException", 400),
        RefusalKind.NotFound => ("ResourceNotFound", 400),
        RefusalKind.Conflict => ("ConflictException", 400),
        RefusalKind.InUse => ("ResourceInUse", 400),
        RefusalKind.LimitExceeded => ("ResourceLimitExceeded", 400),
        _ => throw new UnreachableException(),
    };
}
