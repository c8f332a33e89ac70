using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Refrain.Aws.S3;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3.Operations;

/// <summary>Keys in order, those behind a delimiter rolled up. A page ends at a key, so pages stay true while objects come and go.</summary>
internal sealed class ListObjectsV2(IObjectStore objects) : IS3Operation
{
    private const int MaxKeys = 1000;

    /// <summary>After every key that begins with the text before it: no character stands higher.</summary>
    private const string Highest = "\U0010FFFF";

    public async Task AnswerAsync(S3Call call)
    {
        if (call.Parameter("list-type") != "2")
        {
            throw S3Errors.InvalidArgument("list-type must be 2.");
        }

        if (await objects.FindBucketAsync(call.Bucket, call.Aborted) is null)
        {
            throw S3Errors.NoSuchBucket(call.Bucket);
        }

        await call.AnswerAsync(S3Xml.ListObjectsV2(await PageAsync(call)));
    }

    private async Task<ListObjectsV2Page> PageAsync(S3Call call)
    {
        var maxKeys = ReadMaxKeys(call.Parameter("max-keys"));
        var token = call.Parameter("continuation-token");
        var prefix = call.Parameter("prefix") ?? "";
        var delimiter = call.Parameter("delimiter") is { Length: > 0 } given ? given : null;
        var after = token is null ? call.Parameter("start-after") ?? "" : ReadToken(token);
        var found = maxKeys == 0 ? new Found([], [], null) : await FindAsync(new S3Uri(call.Bucket, prefix), delimiter, after, maxKeys, call.Aborted);
        return new ListObjectsV2Page(call.Bucket, found.Objects)
        {
            Prefix = prefix,
            Delimiter = delimiter,
            CommonPrefixes = found.Prefixes,
            MaxKeys = maxKeys,
            ContinuationToken = token,
            NextContinuationToken = found.Next is { } next ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(next)) : null,
            StartAfter = call.Parameter("start-after"),
            EncodeKeys = ReadEncoding(call.Parameter("encoding-type")),
        };
    }

    private async Task<Found> FindAsync(S3Uri prefix, string? delimiter, string after, int maxKeys, CancellationToken cancellationToken)
    {
        var found = new Found([], [], null);
        while (true)
        {
            var batch = await objects.ListAsync(prefix, after, maxKeys + 1, cancellationToken);
            foreach (var record in batch)
            {
                var rolled = RolledUp(record.Place.Key, prefix.Key, delimiter);
                if (rolled is not null && found.Prefixes.LastOrDefault() == rolled)
                {
                    continue;
                }

                if (found.Count == maxKeys)
                {
                    return found with { Next = after };
                }

                found.Add(record, rolled);
                after = rolled is null ? record.Place.Key : rolled + Highest;
            }

            if (batch.Count <= maxKeys)
            {
                return found;
            }
        }
    }

    private static string? RolledUp(string key, string prefix, string? delimiter)
    {
        var at = delimiter is null ? -1 : key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
        return at < 0 ? null : key[..(at + delimiter!.Length)]; // found: there is one
    }

    private static int ReadMaxKeys(string? text) => text switch
    {
        null => MaxKeys,
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => Math.Min(number, MaxKeys),
        _ => throw S3Errors.InvalidArgument($"max-keys must be a number from 0 to {int.MaxValue}."),
    };

    private static bool ReadEncoding(string? text) => text switch
    {
        null => false,
        "url" => true,
        _ => throw S3Errors.InvalidArgument("encoding-type must be url."),
    };

    private static string ReadToken(string token) =>
        Base64Url.IsValid(token) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)) : throw S3Errors.InvalidArgument("The continuation token provided is incorrect.");

    private sealed record Found(List<S3ListedObject> Objects, List<string> Prefixes, string? Next)
    {
        public int Count => Objects.Count + Prefixes.Count;

        public void Add(ObjectRecord record, string? rolledUp)
        {
            if (rolledUp is not null)
            {
                Prefixes.Add(rolledUp);
            }
            else
            {
                Objects.Add(new S3ListedObject(record.Place.Key, record.Size, $"\"{record.ETag}\"", record.ModifiedAt));
            }
        }
    }
}
