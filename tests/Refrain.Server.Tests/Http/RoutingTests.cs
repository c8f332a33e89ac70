using System.Text;
using System.Xml.Linq;

namespace Refrain.Server.Tests.Http;

/// <summary>One port, all services: the signature's service says which is meant, and one that is not offered says so in the words of its own protocol.</summary>
public sealed class RoutingTests(TestServer server) : IClassFixture<TestServer>
{
    [Theory]
    [InlineData("dynamodb", "DynamoDB_20120810.ListTables", "1.0")]
    [InlineData("secretsmanager", "secretsmanager.GetSecretValue", "1.1")]
    [InlineData("ecr", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken", "1.1")]
    public async Task A_JSON_service_that_is_not_offered_is_named_in_its_JSON(string service, string target, string version)
    {
        var answer = await Http(service).SendAsync("POST", "/", "{}"u8.ToArray(), null, ("X-Amz-Target", target), ("Content-Type", $"application/x-amz-json-{version}"));

        Assert.Equal((400, $"application/x-amz-json-{version}"), (answer.Status, answer.Header("Content-Type")));
        Assert.Equal("UnknownOperationException", answer.Header("x-amzn-ErrorType"));
        Assert.Equal(
            $"Refrain does not offer the service '{service}' (X-Amz-Target {target}). Point AWS_ENDPOINT_URL_<SERVICE> elsewhere for it.", (string?)answer.Json["message"]);
    }

    [Theory]
    [InlineData("sns", "ErrorResponse")]
    [InlineData("cloudformation", "ErrorResponse")]
    [InlineData("ec2", "Response")]
    public async Task A_query_service_that_is_not_offered_is_named_in_its_XML(string service, string root)
    {
        var answer = await FormAsync(service, "Action=ListThings&Version=2010-01-01");
        var xml = XElement.Parse(answer.Text);

        Assert.Equal((400, "text/xml", root), (answer.Status, answer.Header("Content-Type"), xml.Name.LocalName));
        Assert.Equal(
            ("InvalidAction", $"Refrain does not offer the service '{service}' (Action ListThings). Point AWS_ENDPOINT_URL_<SERVICE> elsewhere for it."),
            (Text(xml, "Code"), Text(xml, "Message")));
        Assert.Equal(answer.Header("x-amzn-RequestId"), Text(xml, "RequestId") ?? Text(xml, "RequestID"));
    }

    [Theory]
    [InlineData("lambda", "POST", "/2015-03-31/functions")]
    [InlineData("scheduler", "PUT", "/schedules/nightly")]
    public async Task A_REST_service_that_is_not_offered_is_named_in_its_JSON(string service, string method, string path)
    {
        var answer = await Http(service).SendAsync(method, path, "{}"u8.ToArray(), null, ("Content-Type", "application/json"));

        Assert.Equal((404, "application/json", "UnknownOperationException"), (answer.Status, answer.Header("Content-Type"), answer.Header("x-amzn-ErrorType")));
        Assert.StartsWith($"Refrain does not offer the service '{service}' ({method} {path}).", (string?)answer.Json["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_runtime_of_endpoints_signs_as_sagemaker_and_is_told_apart_by_its_path()
    {
        var answer = await Http("sagemaker").SendAsync("POST", "/endpoints/mine/invocations", "{}"u8.ToArray(), null, ("Content-Type", "application/json"));

        Assert.Equal(404, answer.Status);
        Assert.Equal("Refrain offers SageMaker's operations at POST / with X-Amz-Target, and nothing else of it (POST /endpoints/mine/invocations).", (string?)answer.Json["message"]);
    }

    [Fact]
    public async Task The_signature_names_the_service_whatever_the_target_says() => Assert.StartsWith(
        "Refrain does not offer the service 'kms' (X-Amz-Target SageMaker.ListPipelines).",
        (string?)(await Http("kms").SendAsync("POST", "/", "{}"u8.ToArray(), null, ("X-Amz-Target", "SageMaker.ListPipelines"))).Json["message"],
        StringComparison.Ordinal);

    [Fact]
    public async Task A_key_of_S3_may_look_like_anything()
    {
        var s3 = Http("s3");
        await s3.SendAsync("PUT", "/schedules");
        await s3.SendAsync("PUT", "/schedules/nightly", "x"u8.ToArray());

        Assert.Equal("x", (await s3.SendAsync("GET", "/schedules/nightly")).Text);
    }

    [Fact]
    public async Task A_form_that_cannot_be_read_is_refused_in_XML()
    {
        var answer = await FormAsync("sts", "Action=GetCallerIdentity&Action=AssumeRole");

        Assert.Equal((400, "MalformedQueryString"), (answer.Status, Text(XElement.Parse(answer.Text), "Code")));
    }

    [Fact]
    public async Task A_wrong_signature_of_a_form_is_refused_in_XML()
    {
        var http = new SignedHttp(new HttpClient(), server.Endpoint, TestServer.Keys) { Service = "sts", Tamper = message => message.Content = new ByteArrayContent("Action=AssumeRole"u8.ToArray()) };
        var answer = await http.SendAsync("POST", "/", "Action=GetCallerIdentity"u8.ToArray(), null, ("Content-Type", "application/x-www-form-urlencoded"));

        Assert.Equal((403, "SignatureDoesNotMatch"), (answer.Status, Text(XElement.Parse(answer.Text), "Code")));
    }

    private SignedHttp Http(string service) => new(new HttpClient(), server.Endpoint, TestServer.Keys) { Service = service };

    private Task<Answer> FormAsync(string service, string form) => Http(service).SendAsync(
        "POST", "/", Encoding.UTF8.GetBytes(form), null, ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"));

    private static string? Text(XElement xml, string name) => xml.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
}
