using Refrain.Server.S3.Operations;

namespace Refrain.Server.S3;

/// <summary>An operation of S3.</summary>
internal interface IS3Operation
{
    Task AnswerAsync(S3Call call);
}

/// <summary>One line of the table: which requests an operation answers. Queries beyond <paramref name="Understands"/> ask for something else.</summary>
internal sealed record S3Route(string Method, bool HasKey, IS3Operation Operation, string[] Needs, string[] Understands)
{
    public bool Takes(S3Call call) =>
        call.Bucket.Length > 0
        && call.Http.Request.Method == Method
        && call.Key.Length > 0 == HasKey
        && Needs.All(name => call.Parameter(name) is not null)
        && call.Asked.All(name => Needs.Contains(name) || Understands.Contains(name));
}

/// <summary>
/// All operations. What is asked for beyond them is refused, never ignored: a PUT with <c>?acl</c> or <c>?uploadId</c> must not overwrite the object.
/// </summary>
internal sealed class S3Router
{
    private static readonly string[] ListParameters = ["prefix", "delimiter", "encoding-type", "max-keys", "continuation-token", "start-after", "fetch-owner"];

    private readonly S3Route[] routes;

    public S3Router(CreateBucket createBucket, HeadBucket headBucket, PutObject putObject, GetObject getObject, ListObjectsV2 listObjects)
    {
        routes =
        [
            new("PUT", HasKey: false, createBucket, [], []),
            new("HEAD", HasKey: false, headBucket, [], []),
            new("GET", HasKey: false, listObjects, ["list-type"], ListParameters),
            new("PUT", HasKey: true, putObject, [], []),
            new("GET", HasKey: true, getObject, [], [.. GetObject.Overrides.Keys]),
            new("HEAD", HasKey: true, getObject, [], [.. GetObject.Overrides.Keys]),
        ];
    }

    public static void Register(IServiceCollection services) => services
        .AddSingleton<S3Router>()
        .AddSingleton<CreateBucket>()
        .AddSingleton<HeadBucket>()
        .AddSingleton<PutObject>()
        .AddSingleton<GetObject>()
        .AddSingleton<ListObjectsV2>();

    public Task AnswerAsync(S3Call call) =>
        routes.FirstOrDefault(route => route.Takes(call)) is { } route ? route.Operation.AnswerAsync(call) : throw S3Errors.NotOffered(What(call));

    private static string What(S3Call call)
    {
        var place = (call.Bucket.Length, call.Key.Length) switch
        {
            (0, _) => "the service",
            (_, 0) => "a bucket",
            _ => "an object",
        };
        var asked = string.Join(", ", call.Asked);
        return $"{call.Http.Request.Method} of {place}{(asked.Length > 0 ? $" with {asked}" : "")}";
    }
}
