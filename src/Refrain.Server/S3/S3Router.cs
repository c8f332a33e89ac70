using Refrain.Server.S3.Operations;

namespace Refrain.Server.S3;

/// <summary>An operation of S3.</summary>
internal interface IS3Operation
{
    Task AnswerAsync(S3Call call);
}

/// <summary>What a request is about.</summary>
internal enum S3Subject
{
    /// <summary>All buckets.</summary>
    Service,

    /// <summary>One bucket.</summary>
    Bucket,

    /// <summary>One object.</summary>
    Object,
}

/// <summary>
/// One line of the table: which requests an operation answers. Queries beyond <paramref name="Understands"/> ask for something else. A name that ends with a colon
/// needs a header.
/// </summary>
internal sealed record S3Route(string Method, S3Subject Subject, IS3Operation Operation, string[] Needs, string[] Understands)
{
    public bool Takes(S3Call call, S3Subject subject) =>
        subject == Subject
        && call.Http.Request.Method == Method
        && Needs.All(name => name.EndsWith(':') ? call.Header(name[..^1]) is not null : call.Parameter(name) is not null)
        && call.Asked.All(name => Needs.Contains(name) || Understands.Contains(name));
}

/// <summary>
/// All operations. What is asked for beyond them is refused, never ignored: a PUT with <c>?acl</c> must not overwrite the object.
/// </summary>
internal sealed class S3Router(IServiceProvider services)
{
    private static readonly string[] V1Parameters = ["prefix", "delimiter", "encoding-type", "max-keys", "marker"];
    private static readonly string[] V2Parameters = ["prefix", "delimiter", "encoding-type", "max-keys", "continuation-token", "start-after", "fetch-owner"];
    private static readonly string[] UploadListParameters = ["prefix", "delimiter", "encoding-type", "max-uploads", "key-marker", "upload-id-marker"];
    private static readonly string[] Part = ["uploadId", "partNumber"];
    private static readonly string[] Version = ["versionId"];
    private static readonly string[] Read = [.. GetObject.Overrides.Keys, .. Version, "partNumber"];

    private readonly S3Route[] routes =
    [
        new("GET", S3Subject.Service, services.GetRequiredService<ListBuckets>(), [], ["prefix", "max-buckets", "continuation-token", "bucket-region"]),
        new("PUT", S3Subject.Bucket, services.GetRequiredService<CreateBucket>(), [], []),
        new("HEAD", S3Subject.Bucket, services.GetRequiredService<HeadBucket>(), [], []),
        new("DELETE", S3Subject.Bucket, services.GetRequiredService<DeleteBucket>(), [], []),
        new("GET", S3Subject.Bucket, services.GetRequiredService<GetBucketLocation>(), ["location"], []),
        new("GET", S3Subject.Bucket, services.GetRequiredService<ListMultipartUploads>(), ["uploads"], UploadListParameters),
        new("GET", S3Subject.Bucket, services.GetRequiredService<ListObjectsV2>(), ["list-type"], V2Parameters),
        new("GET", S3Subject.Bucket, services.GetRequiredService<ListObjects>(), [], V1Parameters),
        .. BucketSetting.All.Select(setting => new S3Route("GET", S3Subject.Bucket, ActivatorUtilities.CreateInstance<GetBucketSetting>(services, setting), [setting.Name], [])),
        new("POST", S3Subject.Bucket, services.GetRequiredService<DeleteObjects>(), ["delete"], []),
        new("PUT", S3Subject.Object, services.GetRequiredService<UploadPartCopy>(), [.. Part, "x-amz-copy-source:"], []),
        new("PUT", S3Subject.Object, services.GetRequiredService<UploadPart>(), Part, []),
        new("PUT", S3Subject.Object, services.GetRequiredService<PutObjectTagging>(), ["tagging"], Version),
        new("PUT", S3Subject.Object, services.GetRequiredService<CopyObject>(), ["x-amz-copy-source:"], []),
        new("PUT", S3Subject.Object, services.GetRequiredService<PutObject>(), [], []),
        new("GET", S3Subject.Object, services.GetRequiredService<ListParts>(), ["uploadId"], ["max-parts", "part-number-marker"]),
        new("GET", S3Subject.Object, services.GetRequiredService<GetObjectTagging>(), ["tagging"], Version),
        new("GET", S3Subject.Object, services.GetRequiredService<GetObjectAttributes>(), ["attributes"], Version),
        new("GET", S3Subject.Object, services.GetRequiredService<GetObjectAcl>(), ["acl"], Version),
        new("GET", S3Subject.Object, services.GetRequiredService<GetObject>(), [], Read),
        new("HEAD", S3Subject.Object, services.GetRequiredService<GetObject>(), [], Read),
        new("POST", S3Subject.Object, services.GetRequiredService<CreateMultipartUpload>(), ["uploads"], []),
        new("POST", S3Subject.Object, services.GetRequiredService<CompleteMultipartUpload>(), ["uploadId"], []),
        new("DELETE", S3Subject.Object, services.GetRequiredService<AbortMultipartUpload>(), ["uploadId"], []),
        new("DELETE", S3Subject.Object, services.GetRequiredService<DeleteObjectTagging>(), ["tagging"], Version),
        new("DELETE", S3Subject.Object, services.GetRequiredService<DeleteObject>(), [], Version),
    ];

    public static void Register(IServiceCollection services) => services
        .AddSingleton<S3Router>()
        .AddSingleton<ObjectReader>().AddSingleton<ObjectLister>().AddSingleton<Uploads>()
        .AddSingleton<ListBuckets>().AddSingleton<CreateBucket>().AddSingleton<HeadBucket>().AddSingleton<DeleteBucket>().AddSingleton<GetBucketLocation>()
        .AddSingleton<ListObjects>().AddSingleton<ListObjectsV2>().AddSingleton<ListMultipartUploads>()
        .AddSingleton<PutObject>().AddSingleton<GetObject>().AddSingleton<CopyObject>().AddSingleton<DeleteObject>().AddSingleton<DeleteObjects>()
        .AddSingleton<GetObjectTagging>().AddSingleton<PutObjectTagging>().AddSingleton<DeleteObjectTagging>()
        .AddSingleton<GetObjectAttributes>().AddSingleton<GetObjectAcl>()
        .AddSingleton<CreateMultipartUpload>().AddSingleton<UploadPart>().AddSingleton<UploadPartCopy>().AddSingleton<CompleteMultipartUpload>()
        .AddSingleton<AbortMultipartUpload>().AddSingleton<ListParts>();

    public Task AnswerAsync(S3Call call)
    {
        var subject = call.Bucket.Length == 0 ? S3Subject.Service : call.Key.Length == 0 ? S3Subject.Bucket : S3Subject.Object;
        var route = routes.FirstOrDefault(route => route.Takes(call, subject)) ?? throw S3Errors.NotOffered(What(call, subject));
        CheckOwner(call, "x-amz-expected-bucket-owner");
        CheckOwner(call, "x-amz-source-expected-bucket-owner");
        return call.Parameter("versionId") is { } version && version != "null" ? throw S3Errors.NoSuchVersion(version) : route.Operation.AnswerAsync(call);
    }

    private static void CheckOwner(S3Call call, string header)
    {
        if (call.Header(header) is { } owner && owner != call.Account)
        {
            throw S3Errors.AccessDenied($"the bucket belongs to the account {call.Account}, not to {owner} of {header}.");
        }
    }

    private static string What(S3Call call, S3Subject subject)
    {
        var place = subject switch
        {
            S3Subject.Service => "the service",
            S3Subject.Bucket => "a bucket",
            _ => "an object",
        };
        var asked = string.Join(", ", call.Asked);
        return $"{call.Http.Request.Method} of {place}{(asked.Length > 0 ? $" with {asked}" : "")}";
    }
}
