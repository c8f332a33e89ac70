using System.Buffers.Text;
using System.Text;
using Refrain.Aws.S3;

namespace Refrain.Server.S3.Operations;

internal sealed class ListObjectsV2(ObjectReader reader, ObjectLister lister) : IS3Operation
{
    public async Task AnswerAsync(S3Call call)
    {
        if (call.Parameter("list-type") != "2")
        {
            throw S3Errors.InvalidArgument("list-type must be 2.");
        }

        await reader.BucketAsync(call);
        var (listing, maxKeys) = (KeyListing.Of(call), ObjectLister.MaxKeys(call));
        var token = call.Parameter("continuation-token");
        var after = token is null ? call.Parameter("start-after") ?? "" : ReadToken(token);
        var page = await lister.PageAsync(call, listing, after, maxKeys, withOwner: call.Parameter("fetch-owner") == "true");
        await call.AnswerAsync(S3Xml.ListObjectsV2(new ListObjectsV2Page(call.Bucket, page.Items)
        {
            Prefix = listing.Prefix,
            Delimiter = listing.Delimiter,
            CommonPrefixes = page.Prefixes,
            MaxKeys = maxKeys,
            ContinuationToken = token,
            NextContinuationToken = page.Last is { } last ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(last)) : null,
            StartAfter = call.Parameter("start-after"),
            EncodeKeys = call.EncodesKeys,
        }));
    }

    private static string ReadToken(string token) =>
        Base64Url.IsValid(token) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)) : throw S3Errors.InvalidArgument("The continuation token provided is incorrect.");
}
