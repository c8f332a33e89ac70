using Refrain.Core;

namespace Refrain.Engine.Ports;

/// <summary>One page of a list, and where the next one begins; null when this was the last. Cursors are positions in the sort order, so pages stay true while rows are inserted.</summary>
public sealed record Page<T>(ValueList<T> Items, string? Next);

/// <summary>Which page of which order.</summary>
/// <param name="Descending">Newest, or last in the alphabet, first.</param>
/// <param name="Cursor">What the page before said was next; null for the first page.</param>
/// <param name="Limit">At most this many items.</param>
public sealed record PageRequest(bool Descending, string? Cursor, int Limit);

/// <summary>Created strictly between the two.</summary>
public sealed record CreatedBetween(DateTimeOffset? After, DateTimeOffset? Before)
{
    /// <summary>Whenever.</summary>
    public static CreatedBetween Any { get; } = new(null, null);
}

/// <summary>A cursor that this store did not write.</summary>
public sealed class BadCursorException(string cursor) : Exception($"'{cursor}' is not a cursor of this list.");
