using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Refrain.Server.Api;

namespace Refrain.Server.Tests.Api;

public sealed partial class OpenApiTests(TestServer server) : IClassFixture<TestServer>
{
    private static readonly string[] Methods = ["get", "post", "put", "delete"];

    private readonly JsonObject document = OpenApi.Write(ApiTable.All);

    [Fact]
    public void The_document_tells_of_every_route_and_of_no_other()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        IEndpointRouteBuilder app = builder.Build();
        ApiEndpoints.Map(app);
        var routes = app.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(route => (route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Select(method => $"{method} {route.RoutePattern.RawText}"));

        Assert.Equal(routes.Order(), Operations().Select(one => $"{one.Method.ToUpperInvariant()} {one.Path}").Order());
    }

    [Fact]
    public void The_document_has_the_structure_of_OpenAPI()
    {
        Assert.Equal("3.1.0", (string?)document["openapi"]);
        Assert.Equal(["title", "version", "description"], document["info"]!.AsObject().Select(member => member.Key));
        Assert.NotEmpty(document["components"]!["securitySchemes"]!.AsObject());
        foreach (var (path, method, operation) in Operations())
        {
            var place = $"{method} {path}";
            var parameters = operation["parameters"]?.AsArray() ?? [];
            Assert.True(Methods.Contains(method), place);
            Assert.False(string.IsNullOrEmpty((string?)operation["summary"]), place);
            Assert.Equal(Braces().Matches(path).Select(match => match.Groups[1].Value), parameters.Where(one => (string?)one!["in"] == "path").Select(one => (string?)one!["name"]));
            Assert.All(parameters, one => Assert.Equal((string?)one!["in"] == "path", (bool)one["required"]!));
            Assert.All(parameters, one => Assert.NotNull(one!["schema"]!["type"]));
            Assert.Contains("200", operation["responses"]!.AsObject().Select(response => response.Key));
            Assert.All(operation["responses"]!.AsObject(), response => Assert.NotNull(response.Value!["description"]));
        }

        var ids = Operations().Select(one => (string?)one.Operation["operationId"]).ToList();
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public void Every_reference_leads_to_a_schema_and_every_schema_is_referred_to()
    {
        var references = References(document).Distinct().Order(StringComparer.Ordinal);
        var schemas = document["components"]!["schemas"]!.AsObject().Select(schema => $"#/components/schemas/{schema.Key}");

        Assert.Equal(schemas, references);
    }

    [Fact]
    public void Every_shape_that_can_be_sent_or_answered_has_a_name_of_its_own()
    {
        var shapes = ApiTable.All.SelectMany(operation => new[] { operation.Request, operation.Response }).OfType<System.Text.Json.Serialization.Metadata.JsonTypeInfo>().Distinct();

        Assert.All(shapes, shape => Assert.StartsWith("#/components/schemas/", (string?)new ApiSchemas().ReferSent(shape)["$ref"]));
    }

    [Fact]
    public void A_required_member_is_required_and_one_that_may_be_missing_is_never_null()
    {
        var step = document["components"]!["schemas"]!["ExecutionStep"]!;

        Assert.Contains("stepName", step["required"]!.AsArray().Select(name => (string?)name));
        Assert.DoesNotContain("endTime", step["required"]!.AsArray().Select(name => (string?)name));
        Assert.Equal(("string", "date-time"), ((string?)step["properties"]!["endTime"]!["type"], (string?)step["properties"]!["endTime"]!["format"]));
    }

    [Fact]
    public async Task The_server_answers_with_the_document()
    {
        var answer = await server.Http.SendAsync("GET", "/api/v1/openapi.json");

        Assert.Equal((200, "application/json"), (answer.Status, answer.Header("Content-Type")));
        Golden.Check("OpenApi", answer.Json);
    }

    private IEnumerable<(string Path, string Method, JsonNode Operation)> Operations() =>
        document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => (path.Key, operation.Key, operation.Value!)));

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => member is { Key: "$ref", Value: { } reference } ? [(string)reference!] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Braces();
}
