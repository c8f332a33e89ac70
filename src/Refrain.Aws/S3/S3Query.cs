using Refrain.Aws.SigV4;

namespace Refrain.Aws.S3;

/// <summary>The query of a request to S3.</summary>
public static class S3Query
{
    /// <summary>Names and values, decoded; a name without a value has an empty one. Of a name that comes several times the last value counts: S3 has no lists in queries.</summary>
    public static IReadOnlyDictionary<string, string> Read(string query)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in CanonicalQuery.Split(query))
        {
            read[Decode(name)] = Decode(value);
        }

        return read;
    }

    // Some clients write a space of a query as a plus; a real plus comes as %2B.
    private static string Decode(string text) => AwsUriEncoding.Decode(text.Replace('+', ' '));
}
