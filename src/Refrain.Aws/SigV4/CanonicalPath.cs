namespace Refrain.Aws.SigV4;

/// <summary>How a service spells the path in the canonical request.</summary>
public enum PathRule
{
    /// <summary>Dot segments and doubled slashes go, and what was sent encoded is encoded once more.</summary>
    Normalised,

    /// <summary>S3: a key is a key. Nothing is removed, and what was sent encoded stays encoded once.</summary>
    AsSent,
}

/// <summary>The path line of a canonical request.</summary>
public static class CanonicalPath
{
    /// <summary>The rule of a service, named as in the credential scope.</summary>
    public static PathRule RuleFor(string service) => service is "s3" ? PathRule.AsSent : PathRule.Normalised;

    /// <summary>Writes the path line for a path as it is on the wire.</summary>
    public static string Write(string path, PathRule rule) => rule switch
    {
        _ when path.Length == 0 => "/",
        PathRule.AsSent => AwsUriEncoding.Reencode(path, keepSlash: true),
        _ => AwsUriEncoding.Encode(RemoveDotSegments(path), keepSlash: true),
    };

    private static string RemoveDotSegments(string path)
    {
        if (!path.Contains("//", StringComparison.Ordinal) && !path.Contains("/.", StringComparison.Ordinal))
        {
            return path;
        }

        var kept = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment is "..")
            {
                kept.RemoveRange(Math.Max(0, kept.Count - 1), Math.Min(1, kept.Count));
            }
            else if (segment is not ("" or "."))
            {
                kept.Add(segment);
            }
        }

        var last = path[^1] == '/' && kept.Count > 0 ? "/" : "";
        return "/" + string.Join('/', kept) + last;
    }
}
