using Refrain.Aws.S3;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3.Operations;

internal sealed class ListMultipartUploads(ObjectReader reader, IUploadStore uploads) : IS3Operation
{
    private const int MaxUploads = 1000;

    public async Task AnswerAsync(S3Call call)
    {
        await reader.BucketAsync(call);
        var listing = KeyListing.Of(call);
        var limit = Math.Min(call.Number("max-uploads", 1, int.MaxValue) ?? MaxUploads, MaxUploads);
        var (keyMarker, idMarker) = (call.Parameter("key-marker") ?? "", call.Parameter("upload-id-marker") ?? "");
        var (found, prefixes, next) = await PageAsync(call, listing, (keyMarker, idMarker), limit);
        await call.AnswerAsync(S3XmlUploads.Uploads(new ListUploadsPage(call.Bucket, [.. found.Select(upload => new S3ListedUpload(upload.Write.Place.Key, upload.Id, upload.BegunAt))])
        {
            Prefix = listing.Prefix,
            Delimiter = listing.Delimiter,
            CommonPrefixes = prefixes,
            MaxUploads = limit,
            KeyMarker = keyMarker,
            UploadIdMarker = idMarker,
            Next = next,
            OwnerId = call.Account,
            EncodeKeys = call.EncodesKeys,
        }));
    }

    /// <summary>A key may have several uploads, so a page ends at a key and an id. Without an id, all uploads of the marker's key are passed over.</summary>
    private async Task<(List<UploadRecord> Uploads, List<string> Prefixes, (string, string)? Next)> PageAsync(S3Call call, KeyListing listing, (string Key, string Id) after, int limit)
    {
        var (found, prefixes) = (new List<UploadRecord>(), new List<string>());
        after = after is { Key.Length: > 0, Id.Length: 0 } ? (after.Key, LastId) : after;
        while (true)
        {
            var batch = await uploads.ListAsync(new S3Uri(call.Bucket, listing.Prefix), after.Key, after.Id, limit + 1, call.Aborted);
            foreach (var upload in batch)
            {
                var rolled = listing.RolledUp(upload.Write.Place.Key);
                if (rolled is null || prefixes.LastOrDefault() != rolled)
                {
                    if (found.Count + prefixes.Count == limit)
                    {
                        return (found, prefixes, after);
                    }

                    (rolled is null ? (Action)(() => found.Add(upload)) : () => prefixes.Add(rolled))();
                }

                after = (upload.Write.Place.Key, upload.Id);
            }

            if (batch.Count <= limit)
            {
                return (found, prefixes, null);
            }
        }
    }

    // Ids are hex digits: none stands behind this.
    private const string LastId = "~";
}
