using System.Text;
using System.Text.Json;

namespace Refrain.Aws.AwsJson;

/// <summary>Reads error answers: <c>{"__type": "namespace#Code", "message": ".."}</c>, or whatever came instead.</summary>
internal static class AwsJsonError
{
    private const int ShownLength = 200;

    public static AwsServiceException Read(HttpResponseMessage answer, byte[] body)
    {
        var (type, message) = ReadBody(body);
        var code = BareCode(type ?? AwsHttp.FirstHeader(answer, "x-amzn-ErrorType")) ?? "UnknownError";
        var status = (int)answer.StatusCode;
        return new AwsServiceException(
            code, message ?? $"The service answered {status} {answer.ReasonPhrase}: {Shown(body)}", status, AwsHttp.RequestId(answer));
    }

    // "com.amazonaws.sagemaker#ResourceNotFound" in the body, "ResourceNotFound:http://..." in the header.
    private static string? BareCode(string? type)
    {
        var code = type?[(type.IndexOf('#', StringComparison.Ordinal) + 1)..].Split(':')[0].Trim();
        return string.IsNullOrEmpty(code) ? null : code;
    }

    private static (string? Type, string? Message) ReadBody(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return root.ValueKind is JsonValueKind.Object
                ? (Text(root, "__type") ?? Text(root, "code"), Text(root, "message") ?? Text(root, "Message"))
                : (null, null);
        }
        catch (JsonException)
        {
            return (null, null); // a proxy's page, say: the caller shows the beginning of it
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static string Shown(byte[] body) =>
        body.Length == 0 ? "(no body)" : Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, ShownLength)));
}
