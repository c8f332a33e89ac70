namespace Refrain.Aws.SigV4;

/// <summary>The query line of a canonical request: parameters in AWS's spelling, sorted by name, then value.</summary>
public static class CanonicalQuery
{
    /// <summary>
    /// Writes the query line for a query as it is on the wire. The signature of a presigned URL is left out, since
    /// it cannot cover itself.
    /// </summary>
    public static string Write(string query)
    {
        if (query.Length == 0)
        {
            return "";
        }

        var parameters = new List<(string Name, string Value)>();
        foreach (var (name, value) in Split(query))
        {
            if (name is not SigV4Claim.SignatureParameter)
            {
                parameters.Add((AwsUriEncoding.Reencode(name, keepSlash: false), AwsUriEncoding.Reencode(value, keepSlash: false)));
            }
        }

        parameters.Sort(ByNameThenValue);
        return string.Join('&', parameters.Select(p => $"{p.Name}={p.Value}"));
    }

    /// <summary>The parameters of a query in the order sent, still encoded; a name without a value has an empty one.</summary>
    internal static IEnumerable<(string Name, string Value)> Split(string query)
    {
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0 ? (part, "") : (part[..equals], part[(equals + 1)..]);
        }
    }

    // Name and value are compared apart: in the joined text "a-b=" would sort before "a=".
    private static int ByNameThenValue((string Name, string Value) left, (string Name, string Value) right)
    {
        var byName = string.CompareOrdinal(left.Name, right.Name);
        return byName != 0 ? byName : string.CompareOrdinal(left.Value, right.Value);
    }
}
