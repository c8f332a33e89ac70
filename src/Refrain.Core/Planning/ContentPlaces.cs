using System.Text.Json;

namespace Refrain.Core.Planning;

/// <summary>Writes arguments so that they no longer tell where things lie: each known place by the digest of its bytes, the job's name by a fixed word.</summary>
internal sealed class ContentPlaces(string jobName, ValueList<PlaceContent> contents)
{
    private const string JobWord = "{job}";

    /// <summary>The hyperparameter that names a script's sources; its value is a JSON string, in a string.</summary>
    private const string SourceParameter = "sagemaker_submit_directory";

    private readonly Dictionary<(string S3Uri, string DataType), string> known = contents
        .GroupBy(content => (content.S3Uri, content.DataType))
        .ToDictionary(same => same.Key, same => same.First().Digest); // one place holds the same bytes, however often it is named

    public JsonElement Replace(JsonElement value) => JsonText.Write(writer => Write(writer, value));

    private void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var digest = value.Text("S3Uri") is { } place ? known.GetValueOrDefault((place, value.Text("S3DataType") ?? "S3Prefix")) : null;
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    if (digest is not null && member.Name == "S3Uri")
                    {
                        writer.WriteStringValue($"sha256:{digest}");
                    }
                    else if (member.Name == SourceParameter && SourceDigest(member.Value) is { } source)
                    {
                        writer.WriteStringValue($"sha256:{source}");
                    }
                    else
                    {
                        Write(writer, member.Value);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue((value.GetString() ?? "").Replace(jobName, JobWord, StringComparison.Ordinal));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private string? SourceDigest(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? known.GetValueOrDefault(((value.GetString() ?? "").Trim('"'), "S3Prefix")) : null;
}
