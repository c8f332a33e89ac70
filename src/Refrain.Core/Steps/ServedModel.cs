using System.Text.Json;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Steps;

/// <summary>
/// A model as a job serves it: its containers with what of the request matters to them, packages resolved, every place as an S3 URI. It is recorded with the launch:
/// <c>{"Containers": [{"Image", "Environment", "ModelData": {"S3Uri", "S3DataType", "CompressionType"}, "Code": {...}}], "EnableNetworkIsolation"}</c>.
/// </summary>
public static class ServedModel
{
    private const string SubmitDirectory = "SAGEMAKER_SUBMIT_DIRECTORY";

    /// <summary>The model packages that a CreateModel request names.</summary>
    public static ValueList<string> Packages(JsonElement model) => Containers(model).Select(container => container.Text("ModelPackageName")).OfType<string>().Distinct().ToValueList();

    /// <summary>Reads a CreateModel request; or says why the model cannot be served.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="model">The request.</param>
    /// <param name="package">A CreateModelPackage request by the package's name; null when there is none.</param>
    public static (RawJson? Model, string? Problem) Of(string name, JsonElement model, Func<string, JsonElement?> package)
    {
        if (model.Member("InferenceExecutionConfig")?.Text("Mode") == "Direct")
        {
            return (null, $"The model '{name}' has containers that are called one by one (InferenceExecutionConfig.Mode Direct): a transform job needs Serial.");
        }

        var containers = new List<JsonElement>();
        foreach (var container in Containers(model))
        {
            if (container.Text("Mode") == "MultiModel")
            {
                return (null, $"The model '{name}' has a container with Mode MultiModel: a transform job needs SingleModel.");
            }

            var (served, problem) = Resolve(name, container, package);
            if (problem is not null)
            {
                return (null, problem);
            }

            containers.AddRange(served);
        }

        return containers.Count == 0 ? (null, $"The model '{name}' has no container.") : (Write(containers, model.Member("EnableNetworkIsolation") is { ValueKind: JsonValueKind.True }), null);
    }

    private static IEnumerable<JsonElement> Containers(JsonElement model) => model.Member("PrimaryContainer") is { } one ? [one] : model.Items("Containers");

    private static (ValueList<JsonElement> Served, string? Problem) Resolve(string name, JsonElement container, Func<string, JsonElement?> package)
    {
        if (container.Text("ModelPackageName") is not { } packageName)
        {
            return One(name, container, Environment(container));
        }

        if (package(packageName)?.Member("InferenceSpecification") is not { } specification)
        {
            return ([], $"The model '{name}' is made of the model package '{packageName}', which is not there or has no InferenceSpecification.");
        }

        var all = new List<JsonElement>();
        foreach (var part in specification.Items("Containers"))
        {
            // What the model says of the environment is added to what the package says.
            var (served, problem) = One(name, part, [.. Environment(part), .. Environment(container)]);
            if (problem is not null)
            {
                return ([], problem);
            }

            all.AddRange(served);
        }

        return (all.ToValueList(), null);
    }

    private static (ValueList<JsonElement> Served, string? Problem) One(string name, JsonElement container, IEnumerable<(string Name, string Value)> environment)
    {
        var source = container.Member("ModelDataSource")?.Member("S3DataSource");
        var data = source?.Text("S3Uri") ?? container.Text("ModelDataUrl");
        if (data is { Length: > 0 } && Place(data) is null)
        {
            return ([], $"The model data '{data}' of model '{name}' are at no place in S3: expected s3://BUCKET/KEY.");
        }

        var variables = environment.GroupBy(one => one.Name).Select(same => same.Last()).ToList();
        var code = variables.Where(one => one.Name == SubmitDirectory).Select(one => Place(one.Value)).FirstOrDefault();
        return ([JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("Image", container.Text("Image") ?? "");
            writer.WriteStartObject("Environment");
            foreach (var (variable, value) in variables.Where(one => code is null || one.Name != SubmitDirectory)) // said by Code
            {
                writer.WriteString(variable, value);
            }

            writer.WriteEndObject();
            WritePlace(writer, "ModelData", data is null ? null : Place(data), source?.Text("S3DataType") ?? "S3Prefix", source?.Text("CompressionType") ?? "Gzip");
            WritePlace(writer, "Code", code, "S3Prefix", "Gzip");
            writer.WriteEndObject();
        })], null);
    }

    private static IEnumerable<(string Name, string Value)> Environment(JsonElement container) => JobArguments.Map(container, "Environment").Select(one => (one.Name, one.Value));

    /// <summary>SDKs also write the web address of an object: <c>https://BUCKET.s3.REGION.amazonaws.com/KEY</c>, or the bucket as the path's first part.</summary>
    private static S3Uri? Place(string text)
    {
        if (S3Uri.TryParse(text, out var uri))
        {
            return uri;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
        {
            return null;
        }

        var path = Uri.UnescapeDataString(address.AbsolutePath).TrimStart('/');
        var dot = address.Host.IndexOf(".s3", StringComparison.Ordinal);
        return dot > 0 ? new S3Uri(address.Host[..dot], path)
            : address.Host.StartsWith("s3", StringComparison.Ordinal) && S3Uri.TryParse($"s3://{path}", out uri) ? uri
            : null;
    }

    private static void WritePlace(Utf8JsonWriter writer, string name, S3Uri? place, string dataType, string compression)
    {
        if (place is { } at)
        {
            writer.WriteStartObject(name);
            writer.WriteString("S3Uri", at.ToString());
            writer.WriteString("S3DataType", dataType);
            writer.WriteString("CompressionType", compression);
            writer.WriteEndObject();
        }
    }

    private static RawJson Write(List<JsonElement> containers, bool isIsolated) => JsonText.WriteRaw(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("Containers");
        foreach (var container in containers)
        {
            container.WriteTo(writer);
        }

        writer.WriteEndArray();
        writer.WriteBoolean("EnableNetworkIsolation", isIsolated);
        writer.WriteEndObject();
    });
}
