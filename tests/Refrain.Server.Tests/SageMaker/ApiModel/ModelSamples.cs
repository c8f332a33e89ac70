using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Refrain.Server.Tests.SageMaker;

/// <summary>Values that fit shapes of the API model, found by trying.</summary>
internal static class ModelSamples
{
    private static readonly string[] Texts =
    [
        "a", "aa", "a1", "1", "aaa", new string('a', 10), new string('a', 32), "arn:aws:iam::123456789012:role/r", "s3://bucket/key", "https://bucket/key", "application/json", "subnet-12345678",
        "sg-12345678", "us-east-1", "2020-12-01", "sha256:" + new string('a', 64), "10.0.0.1", "1.0.0", "MON", "cron(0 * * * ? *)", "image:tag", "ml.m5.large", "2020-01-01T00:00:00Z", "0", "0.5", ".*", "true",
        .. ArnKinds().Select(kind => $"arn:aws:sagemaker:us-east-1:123456789012:{kind}/a"), .. ArnKinds().Select(kind => $"arn:aws:sagemaker:us-east-1:123456789012:{kind}/{new string('a', 30)}"),
        "arn:aws:sagemaker:us-east-1:123456789012:pipeline/p/execution/e", "arn:aws:sagemaker:us-east-1:aws:hub-content/h/Model/m/1.0.0", "arn:aws:sagemaker:us-east-1:123456789012:hub-content/h/Model/m/1.0.0",
        "arn:aws:kms:us-east-1:123456789012:key/a", "arn:aws:sns:us-east-1:123456789012:topic", "arn:aws:lambda:us-east-1:123456789012:function:f", "arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/fs-12345678",
        "arn:aws:bedrock:us-east-1:123456789012:custom-model/a", "fs-12345678", "fs-0123456789abcdef0", "/opt/ml/x", "arn:aws:secretsmanager:us-east-1:123456789012:secret:AmazonSageMaker-a", "123456789012.dkr.ecr.us-east-1.amazonaws.com/i:t",
        "arn:aws:ec2:us-east-1:123456789012:capacity-reservation/cr-0123456789abcdef0", "arn:aws:athena:us-east-1:123456789012:workgroup/a", "arn:aws:redshift:us-east-1:123456789012:a", "a@b.cc", "a=b", "Europe/Berlin", "sagemaker-a",
    ];

    /// <summary>A text of the shape of exactly that length, or of any; null when trying found none.</summary>
    public static string? Text(JsonObject shape, int? length = null)
    {
        if (shape["enum"] is JsonArray words)
        {
            return length is null ? (string)words[0]! : null;
        }

        var (min, max) = ((int?)shape["min"] ?? 0, (long?)shape["max"] ?? 100_000);
        return Texts.Concat(length is null ? [] : Stretched(length.Value)).Concat(Stretched(Math.Max(1, min)))
            .FirstOrDefault(text => (length is null ? text.Length >= min && text.Length <= max : text.Length == length) && Matches(shape, text));
    }

    /// <summary>Of the shape's length, and against its pattern; null when there is none.</summary>
    public static string? AgainstPattern(JsonObject shape)
    {
        var (min, max) = ((int?)shape["min"] ?? 0, (long?)shape["max"] ?? 100_000);
        return new[] { "\u0001", "!", " -", "{}" }.SelectMany(bad => new[] { bad, bad + new string('a', Math.Max(0, min - bad.Length)) })
            .FirstOrDefault(text => text.Length >= min && text.Length <= max && Readable(shape) && !Matches(shape, text));
    }

    /// <summary>Everything that is required, and nothing else; null when something has no sample.</summary>
    public static JsonNode? Value(string name, int depth = 0)
    {
        var shape = ApiModel.Shape(name);
        switch ((string)shape["type"]!)
        {
            case "structure" when depth < 12:
                return Structure(shape, depth);
            case "list":
                return Repeated((string)shape["member"]!["shape"]!, (int?)shape["min"] ?? 0, depth);
            case "map":
                return Map(shape, (int?)shape["min"] ?? 0, depth);
            case "integer" or "long" or "float" or "double":
                return JsonValue.Create((int?)(decimal?)shape["min"] ?? 1);
            case "timestamp":
                return JsonValue.Create(1_700_000_000);
            case "boolean":
                return JsonValue.Create(true);
            default:
                return Text(shape) is { } text ? JsonValue.Create(text) : null;
        }
    }

    /// <summary>A list of so many samples.</summary>
    public static JsonArray? Repeated(string item, int count, int depth = 0) =>
        count > 0 && Value(item, depth + 1) is null ? null : new JsonArray([.. Enumerable.Range(0, count).Select(_ => Value(item, depth + 1))]);

    /// <summary>A map of so many samples.</summary>
    public static JsonObject? Map(JsonObject shape, int count, int depth = 0)
    {
        var map = new JsonObject();
        for (var index = 0; index < count; index++)
        {
            if (Value((string)shape["value"]!["shape"]!, depth + 1) is not { } value)
            {
                return null;
            }

            map[$"k{index}"] = value;
        }

        return map;
    }

    public static bool Readable(JsonObject shape) => shape["pattern"] is { } pattern && Expression((string)pattern!) is not null;

    private static JsonObject? Structure(JsonObject shape, int depth)
    {
        var value = new JsonObject();
        foreach (var required in shape["required"]?.AsArray() ?? [])
        {
            if (Value((string)shape["members"]![(string)required!]!["shape"]!, depth + 1) is not { } member)
            {
                return null;
            }

            value[(string)required!] = member;
        }

        return value;
    }

    private static bool Matches(JsonObject shape, string text) => shape["pattern"] is not { } pattern || Expression((string)pattern!) is not { } regex || regex.IsMatch(text);

    // Written again here: the product's reading of patterns is what is tested.
    private static Regex? Expression(string pattern)
    {
        try
        {
            return new Regex($@"\A(?:{pattern})\z", RegexOptions.Singleline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Stretched(int length) =>
        new[] { "a", "1", "arn:aws:iam::123456789012:role/", "s3://b/", "arn:aws:sagemaker:us-east-1:123456789012:pipeline/", "arn:aws:sagemaker:us-east-1:123456789012:pipeline/p/execution/", "image:" }
            .Concat(ArnKinds().Select(kind => $"arn:aws:sagemaker:us-east-1:123456789012:{kind}/"))
            .Where(start => start.Length <= length).Select(start => start + new string('a', length - start.Length)).Append(new string('1', length));

    private static string[] ArnKinds() =>
    [
        "pipeline", "model-package", "model-package-group", "training-job", "processing-job", "hyper-parameter-tuning-job", "experiment", "experiment-trial", "experiment-trial-component", "training-plan", "model", "app", "cluster",
        "mlflow-tracking-server", "mlflow-app", "algorithm", "image", "optimization-job", "compute-quota", "model-card", "inference-component", "endpoint", "reserved-capacity", "context", "action", "hub", "x",
    ];
}
