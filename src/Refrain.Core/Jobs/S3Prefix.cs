using Refrain.Core.Identifiers;

namespace Refrain.Core.Jobs;

/// <summary>Which local name an object gets when a prefix is staged (spec 07, 2.1).</summary>
public static class S3Prefix
{
    /// <summary>
    /// The matched keys (all begin with the prefix, in ordinal order) with their path below the input's directory. A prefix that names one object exactly gives its
    /// base name; directory markers are left out.
    /// </summary>
    public static IEnumerable<(string Key, string Path)> LocalNames(string prefix, IReadOnlyList<string> keys)
    {
        if (!prefix.EndsWith('/') && keys.Contains(prefix))
        {
            return [(prefix, prefix[(prefix.LastIndexOf('/') + 1)..])];
        }

        var root = Root(prefix, keys);
        return keys.Where(key => !key.EndsWith('/') && key.Length > root.Length).Select(key => (key, key[root.Length..]));
    }

    /// <summary>True when <paramref name="place"/> is the root itself or lies below it, by whole path segments.</summary>
    public static bool LiesWithin(S3Uri place, S3Uri root)
    {
        var key = root.Key.TrimEnd('/');
        return place.Bucket == root.Bucket
            && (place.Key.TrimEnd('/') == key || place.Key.StartsWith(key.Length == 0 ? "" : $"{key}/", StringComparison.Ordinal));
    }

    private static string Root(string prefix, IReadOnlyList<string> keys)
    {
        if (prefix.Length == 0 || prefix.EndsWith('/'))
        {
            return prefix;
        }

        return keys.All(key => key.StartsWith($"{prefix}/", StringComparison.Ordinal)) ? $"{prefix}/" : prefix[..(prefix.LastIndexOf('/') + 1)];
    }
}
