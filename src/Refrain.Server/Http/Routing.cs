using Refrain.Aws.SigV4;

namespace Refrain.Server.Http;

/// <summary>
/// Which service of the one endpoint a request means (spec 05, 1.1): the credential scope says it; where there is none, X-Amz-Target; then the form's version; then the path.
/// The door follows from the request's own form, so that a service that is not offered is refused in the protocol its client speaks.
/// </summary>
internal static class Routing
{
    private static readonly (string Prefix, string Service)[] Targets =
    [
        ("SageMaker", "sagemaker"), ("Logs_20140328", "logs"), ("AmazonSQS", "sqs"), ("AWSEvents", "events"), ("AmazonEC2ContainerRegistry_V20150921", "ecr"),
    ];

    private static readonly (string Version, string Service)[] Versions = [("2011-06-15", "sts"), ("2010-05-08", "iam"), ("2012-11-05", "sqs")];

    private static readonly (string Path, string Service)[] Paths = [("/schedules", "scheduler"), ("/2015-03-31/functions", "lambda"), ("/endpoints/", "sagemaker")];

    /// <summary>The door of a request.</summary>
    public static Door DoorOf(SigV4Request wire, CredentialScope? scope) => (scope?.Service, wire.Path) switch
    {
        ("s3", _) => Door.S3,
        (null, "/healthz") => Door.Health,
        (_, var path) when path.StartsWith("/api/v1/", StringComparison.Ordinal) => Door.Api,
        _ when wire.HeaderValues("x-amz-target").Any() => Door.Json,
        (_, "/" or "") when IsForm(wire) => Door.Query,
        ("sts" or "iam", _) => Door.Query,
        ("sqs", _) when IsForm(wire) => Door.Query, // posted to the queue's own address
        (null, var path) => ServiceOfPath(path) is null ? Door.S3 : Door.Rest,
        ("sagemaker", "/" or "") => Door.Json,
        _ => Door.Rest,
    };

    /// <summary>The service of a request, by its signing name.</summary>
    public static string ServiceOf(IncomingRequest request) => request switch
    {
        { Door: Door.S3 } => "s3",
        { ClaimedScope.Service: var service } => service,
        { Door: Door.Json } => ServiceOfTarget(request.Header("x-amz-target") ?? ""),
        { Door: Door.Query } => Array.Find(Versions, one => one.Version == request.ReadableForm.Text("Version")).Service ?? "(unsigned)",
        { Door: Door.Rest } => ServiceOfPath(request.Wire.Path) ?? "(unsigned)",
        _ => "refrain",
    };

    /// <summary>The operation that a request names.</summary>
    public static string OperationOf(IncomingRequest request) => request.Door switch
    {
        Door.Json when request.Header("x-amz-target") is { } target => target[(target.IndexOf('.', StringComparison.Ordinal) + 1)..],
        Door.Query => request.Form.Text("Action") ?? "",
        _ => "",
    };

    private static bool IsForm(SigV4Request wire) =>
        wire.Method == "POST" && wire.HeaderValues("content-type").Any(type => type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase));

    private static string ServiceOfTarget(string target)
    {
        var prefix = target.Split('.')[0];
        return Array.Find(Targets, one => one.Prefix == prefix).Service ?? prefix;
    }

    private static string? ServiceOfPath(string path) => Array.Find(Paths, one => path.StartsWith(one.Path, StringComparison.Ordinal)).Service;
}
