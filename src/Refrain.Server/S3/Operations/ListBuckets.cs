using Refrain.Aws.S3;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3.Operations;

internal sealed class ListBuckets(IObjectKeys keys) : IS3Operation
{
    private const int MaxBuckets = 10_000;

    public async Task AnswerAsync(S3Call call)
    {
        var (prefix, region, after) = (call.Parameter("prefix"), call.Parameter("bucket-region"), call.Parameter("continuation-token") ?? "");
        var limit = call.Number("max-buckets", 1, MaxBuckets) ?? MaxBuckets;
        var all = (await keys.ListBucketsAsync(call.Aborted))
            .Where(bucket => bucket.Name.StartsWith(prefix ?? "", StringComparison.Ordinal) && (region is null || bucket.Region == region))
            .Where(bucket => string.CompareOrdinal(bucket.Name, after) > 0)
            .ToList();
        var page = all.Take(limit).Select(bucket => new S3Bucket(bucket.Name, bucket.CreatedAt) { Region = bucket.Region }).ToList();
        await call.AnswerAsync(S3Xml.ListAllMyBuckets(call.Account, page, prefix, all.Count > limit ? page[^1].Name : null));
    }
}
