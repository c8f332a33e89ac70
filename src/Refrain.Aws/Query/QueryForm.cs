using System.Text;
using Refrain.Aws.SigV4;

namespace Refrain.Aws.Query;

/// <summary>A body that is no form of the query protocol, or a larger one than is taken.</summary>
/// <param name="message">Where, and what was expected.</param>
public sealed class QueryFormException(string message) : Exception(message);

/// <summary>
/// Reads the request bodies of the AWS query protocol: <c>Action=..&amp;Version=..</c>, and members by dotted names (<c>Entries.member.1.Id=a</c>). Rules: the protocol's own
/// conformance vectors.
/// </summary>
public static class QueryForm
{
    /// <summary>The most parameters that are read. AWS's largest requests (batches, policies to simulate) have some hundreds.</summary>
    public const int MaxParameters = 4096;

    /// <summary>The deepest name that is read.</summary>
    public const int MaxDepth = 32;

    /// <summary>A form that says nothing.</summary>
    public static QueryNode Empty { get; } = new();

    /// <summary>The parameters as a tree: a name is a path, parted by dots.</summary>
    /// <exception cref="QueryFormException">Too many of them, too deep, or a name twice.</exception>
    public static QueryNode Read(ReadOnlySpan<byte> body)
    {
        var root = new QueryNode();
        var rest = Encoding.UTF8.GetString(body).AsSpan().Trim();
        for (var count = 1; rest.Length > 0; count++)
        {
            if (count > MaxParameters)
            {
                throw new QueryFormException($"The form has more than {MaxParameters} parameters.");
            }

            var end = rest.IndexOf('&');
            var part = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            var equals = part.IndexOf('=');
            if (part.Length > 0)
            {
                Add(root, Decode(equals < 0 ? part : part[..equals]), equals < 0 ? "" : Decode(part[(equals + 1)..]));
            }
        }

        return root;
    }

    private static void Add(QueryNode root, string name, string value)
    {
        if (name.AsSpan().Count('.') >= MaxDepth)
        {
            throw new QueryFormException($"The parameter '{name[..Math.Min(64, name.Length)]}...' is nested more than {MaxDepth} levels deep.");
        }

        var node = root;
        foreach (var part in name.Split('.'))
        {
            node = node.Child(part);
        }

        node.Value = node.Value is null ? value : throw new QueryFormException($"The parameter '{name}' is given twice.");
    }

    // A form writes a space as a plus; a plus of the text comes as %2B.
    private static string Decode(ReadOnlySpan<char> text) => AwsUriEncoding.Decode(text.ToString().Replace('+', ' '));
}
