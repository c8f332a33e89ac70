using Refrain.Core;

namespace Refrain.Engine;

/// <summary>A caller is refused; nothing was changed. The message is for the caller.</summary>
public sealed class RefusalException(RefusalKind kind, string message) : Exception(message)
{
    /// <summary>What the wire makes of it.</summary>
    public RefusalKind Kind { get; } = kind;

    /// <summary>Bad input or wrong state.</summary>
    public static RefusalException Invalid(string message) => new(RefusalKind.Invalid, message);

    /// <summary>No such thing.</summary>
    public static RefusalException NotFound(string message) => new(RefusalKind.NotFound, message);

    /// <summary>Somebody else is at it.</summary>
    public static RefusalException Conflict(string message) => new(RefusalKind.Conflict, message);
}
