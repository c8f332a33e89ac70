using Refrain.Aws.S3;
using Refrain.Server.Http;

namespace Refrain.Server.S3.Operations;

/// <summary>
/// What clients ask of a bucket before they use it, where there is nothing to set: what S3 answers for a bucket on which nobody has set it.
/// </summary>
internal sealed record BucketSetting(string Name, Func<S3Call, byte[]>? Document, string Code, string Problem)
{
    /// <summary>Every setting that is answered, by the name in the query.</summary>
    public static IReadOnlyList<BucketSetting> All { get; } =
    [
        Of("versioning", _ => S3XmlObjects.Simple("VersioningConfiguration")),
        Of("acl", call => S3XmlObjects.OwnersAcl(call.Account)),
        Of("logging", _ => S3XmlObjects.Simple("BucketLoggingStatus")),
        Of("notification", _ => S3XmlObjects.Simple("NotificationConfiguration")),
        Of("accelerate", _ => S3XmlObjects.Simple("AccelerateConfiguration")),
        Of("requestPayment", _ => S3XmlObjects.Simple("RequestPaymentConfiguration", "Payer", "BucketOwner")),
        Missing("policy", "NoSuchBucketPolicy", "The bucket policy does not exist"),
        Missing("policyStatus", "NoSuchBucketPolicy", "The bucket policy does not exist"),
        Missing("lifecycle", "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"),
        Missing("tagging", "NoSuchTagSet", "The TagSet does not exist"),
        Missing("cors", "NoSuchCORSConfiguration", "The CORS configuration does not exist"),
        Missing("website", "NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration"),
        Missing("encryption", "ServerSideEncryptionConfigurationNotFoundError", "The server side encryption configuration was not found"),
        Missing("replication", "ReplicationConfigurationNotFoundError", "The replication configuration was not found"),
        Missing("object-lock", "ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket"),
        Missing("ownershipControls", "OwnershipControlsNotFoundError", "The bucket ownership controls were not found"),
        Missing("publicAccessBlock", "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"),
    ];

    private static BucketSetting Of(string name, Func<S3Call, byte[]> document) => new(name, document, "", "");

    private static BucketSetting Missing(string name, string code, string problem) => new(name, null, code, problem);
}

/// <summary>Answers for one setting.</summary>
internal sealed class GetBucketSetting(BucketSetting setting, ObjectReader reader) : IS3Operation
{
    public async Task AnswerAsync(S3Call call)
    {
        await reader.BucketAsync(call);
        await call.AnswerAsync(setting.Document?.Invoke(call) ?? throw new WireErrorException(setting.Code, 404, $"{setting.Problem}: '{call.Bucket}'."));
    }
}
