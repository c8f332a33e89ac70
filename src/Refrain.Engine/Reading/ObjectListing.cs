using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Reading;

/// <summary>Lists whole prefixes.</summary>
internal static class ObjectListing
{
    private const int PageSize = 1_000;

    /// <summary>Every object whose key begins with the prefix, by key.</summary>
    public static async Task<Dictionary<string, ObjectRecord>> AllUnderAsync(this IObjectStore objects, S3Uri prefix, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ObjectRecord>(StringComparer.Ordinal);
        var after = "";
        while (await objects.ListAsync(prefix, after, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var one in page)
            {
                found[one.Place.Key] = one;
            }

            after = page[^1].Place.Key;
            if (page.Count < PageSize)
            {
                break;
            }
        }

        return found;
    }
}
