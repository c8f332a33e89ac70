using System.Text.Json.Nodes;

namespace Refrain.Conformance.Tests.Recorded;

/// <summary>A request as a real client sent it to a program that only wrote it down. Signatures were cut out, and the bytes of objects.</summary>
internal sealed record RecordedRequest(
    string Client, string? Situation, string Method, string Target, IReadOnlyList<(string Name, string Value)> Headers, string? Text, int Bytes, int? Status, string? S3Operation)
{
    // What a connection says of itself, and what signing it again sets anew.
    private static readonly string[] Remade = ["host", "x-amz-date", "authorization", "content-length", "transfer-encoding", "x-amz-content-sha256"];

    /// <summary>The signing name of its service.</summary>
    public string Service => (Header("x-amz-target")?.Split('.')[0], Text) switch
    {
        ("SageMaker", _) => "sagemaker",
        ("Logs_20140328", _) => "logs",
        (_, { } form) when form.Contains("Version=2011-06-15", StringComparison.Ordinal) => "sts",
        (_, { } form) when form.Contains("Version=2010-05-08", StringComparison.Ordinal) => "iam",
        _ when Target.StartsWith("/schedules/", StringComparison.Ordinal) => "scheduler",
        _ => "s3",
    };

    /// <summary>The operation, where the request names one.</summary>
    public string Operation => S3Operation ?? Header("x-amz-target")?.Split('.')[1] ?? (Text is ['A', ..] form ? form.Split('&')[0]["Action=".Length..] : "");

    /// <summary>Bucket and key of a request to S3.</summary>
    public (string Bucket, string Key) Place => Target.Split('?')[0].Split('/', 3) is [_, var bucket, .. var rest] ? (bucket, Uri.UnescapeDataString(string.Concat(rest))) : ("", "");

    /// <summary>One line that names it.</summary>
    public string Name => $"{Client}{(Situation is null ? "" : $" ({Situation})")}: {Service} {(Operation is "" ? $"{Method} {Target.Split('?')[0]}" : Operation)}";

    /// <summary>The value of a header.</summary>
    public string? Header(string name) => Headers.FirstOrDefault(header => header.Name == name).Value;

    /// <summary>All that were recorded, in their order.</summary>
    public static IReadOnlyList<RecordedRequest> All() =>
        [.. JsonNode.Parse(File.ReadAllText(ClientFolder.Script("Recorded/requests.json")))!.AsArray().Select(one => Read(one!.AsObject()))]; // an array of objects

    private static RecordedRequest Read(JsonObject one) => new(
        (string)one["client"]!, (string?)one["step"], (string)one["method"]!, (string)one["path"]!, // always there
        [.. one["headers"]!.AsObject().Where(header => !Remade.Contains(header.Key)).Select(header => (header.Key, (string)header.Value!))],
        (string?)one["body"], (int?)one["aws_chunked"]?["decoded_len"] ?? (int?)one["body_bytes"] ?? 0, (int?)one["status_the_stub_gave"], (string?)one["operation"]);
}
