using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Core;

namespace Refrain.Server.Api;

/// <summary>The OpenAPI 3.1 document of Refrain's own endpoints, made from <see cref="ApiTable"/>: it cannot tell of anything else than what is served.</summary>
internal sealed class OpenApi
{
    private const string Introduction =
        "What Refrain has beyond the AWS APIs. Requests are signed with AWS Signature Version 4, service sagemaker. Names are camelCase, times ISO 8601 in UTC; "
        + "a member that has no value is left out. A body with a member that is not described here is refused.";

    private readonly byte[] document = JsonSerializer.SerializeToUtf8Bytes(Write(ApiTable.All), ApiJson.Default.JsonObject);

    public async Task AnswerAsync(ApiCall call)
    {
        call.Response.ContentType = "application/json";
        call.Response.ContentLength = document.Length;
        await call.Response.Body.WriteAsync(document, call.Cancellation);
    }

    /// <summary>The document of a list of operations.</summary>
    public static JsonObject Write(ValueList<ApiOperation> operations)
    {
        var schemas = new ApiSchemas();
        var error = schemas.ReferAnswered(ApiJson.Default.ApiError);
        var paths = new JsonObject();
        foreach (var byPath in operations.GroupBy(operation => operation.Path))
        {
            paths[byPath.Key] = new JsonObject(byPath.Select(operation => KeyValuePair.Create<string, JsonNode?>(operation.Method.ToLowerInvariant(), Operation(operation, schemas, error))));
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Refrain", ["version"] = "v1", ["description"] = Introduction },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas.Components(), ["securitySchemes"] = new JsonObject { ["sigv4"] = Signature() } },
            ["security"] = new JsonArray(new JsonObject { ["sigv4"] = new JsonArray() }),
        };
    }

    private static JsonObject Operation(ApiOperation operation, ApiSchemas schemas, JsonNode error)
    {
        var document = new JsonObject { ["operationId"] = operation.OperationId, ["summary"] = operation.Summary };
        if (operation.Parameters.Count > 0)
        {
            document["parameters"] = new JsonArray([.. operation.Parameters.Select(Parameter)]);
        }

        if (operation.Request is { } request)
        {
            document["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content("application/json", schemas.ReferSent(request)) };
        }

        var answer = operation.Response is { } response ? schemas.ReferAnswered(response) : new JsonObject { ["type"] = operation.ContentType == "application/json" ? "object" : "string" };
        document["responses"] = new JsonObject(
        [
            KeyValuePair.Create<string, JsonNode?>("200", Response("The answer.", operation.ContentType, answer)),
            .. operation.Errors.Select(one => KeyValuePair.Create<string, JsonNode?>($"{one.Status}", Response(one.When, "application/json", error.DeepClone()))),
        ]);
        return document;
    }

    private static JsonNode Parameter(ApiParameter parameter) => new JsonObject
    {
        ["name"] = parameter.Name,
        ["in"] = parameter.In,
        ["required"] = parameter.In == ApiParameter.Path,
        ["description"] = parameter.Description,
        ["schema"] = new JsonObject { ["type"] = parameter.Type },
    };

    private static JsonObject Response(string description, string contentType, JsonNode schema) =>
        new() { ["description"] = description, ["content"] = Content(contentType, schema) };

    private static JsonObject Content(string contentType, JsonNode schema) => new() { [contentType] = new JsonObject { ["schema"] = schema } };

    // OpenAPI has no scheme of its own for signatures; this is how AWS's own documents write it.
    private static JsonObject Signature() => new()
    {
        ["type"] = "apiKey",
        ["in"] = "header",
        ["name"] = "Authorization",
        ["description"] = "AWS Signature Version 4, service sagemaker.",
        ["x-amazon-apigateway-authtype"] = "awsSigv4",
    };
}
