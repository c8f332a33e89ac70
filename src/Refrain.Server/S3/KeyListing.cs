namespace Refrain.Server.S3;

/// <summary>Keys in order, those behind a delimiter rolled up. A page ends at a key, so pages stay true while objects come and go.</summary>
internal sealed class KeyListing(string prefix, string? delimiter)
{
    /// <summary>The most keys and common prefixes that a page may hold.</summary>
    public const int MaxKeys = 1000;

    /// <summary>After every key that begins with the text before it: no character stands higher.</summary>
    private const string Highest = "\U0010FFFF";

    /// <summary>Reads the next items after a key, at most so many.</summary>
    public delegate Task<IReadOnlyList<(string Key, T Item)>> ReadNext<T>(string after, int limit);

    /// <summary>What a request says about its list.</summary>
    public static KeyListing Of(S3Call call) => new(call.Parameter("prefix") ?? "", call.Parameter("delimiter") is { Length: > 0 } given ? given : null);

    /// <summary>The prefix asked for; empty if none.</summary>
    public string Prefix => prefix;

    /// <summary>The delimiter asked for.</summary>
    public string? Delimiter => delimiter;

    /// <summary>Reads one page.</summary>
    /// <param name="after">The key, or common prefix, after which it begins.</param>
    /// <param name="limit">How many keys and common prefixes it may hold.</param>
    /// <param name="next">Reads items, in the order of keys.</param>
    public async Task<KeyPage<T>> PageAsync<T>(string after, int limit, ReadNext<T> next)
    {
        var page = new KeyPage<T>([], [], null);
        var from = RolledUp(after) == after ? after + Highest : after;
        while (limit > 0)
        {
            var batch = await next(from, limit + 1);
            foreach (var (key, item) in batch)
            {
                var rolled = RolledUp(key);
                if (rolled is not null && page.Prefixes.LastOrDefault() == rolled)
                {
                    continue;
                }

                if (page.Items.Count + page.Prefixes.Count == limit)
                {
                    return page with { Last = after };
                }

                page.Add(item, rolled);
                after = rolled ?? key;
                from = rolled is null ? key : rolled + Highest;
            }

            if (batch.Count <= limit)
            {
                break;
            }
        }

        return page;
    }

    /// <summary>The common prefix that stands for a key; null when the key stands for itself.</summary>
    public string? RolledUp(string key)
    {
        var at = delimiter is null || !key.StartsWith(prefix, StringComparison.Ordinal) ? -1 : key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
        return at < 0 ? null : key[..(at + delimiter!.Length)]; // found: there is one
    }
}

/// <summary>One page of a list. <paramref name="Last"/> is the key or common prefix that it ends with; null when nothing follows.</summary>
internal sealed record KeyPage<T>(List<T> Items, List<string> Prefixes, string? Last)
{
    public void Add(T item, string? rolledUp)
    {
        if (rolledUp is null)
        {
            Items.Add(item);
        }
        else
        {
            Prefixes.Add(rolledUp);
        }
    }
}
