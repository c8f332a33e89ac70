using Refrain.Aws.SigV4;

namespace Refrain.Server.Tests.Http;

public sealed class AnyCredentialsTests(OpenTestServer server) : IClassFixture<OpenTestServer>
{
    private static readonly AwsCredentials Anybody = new("ANYBODY", "anything");

    [Fact]
    public async Task Any_signature_and_none_are_welcome()
    {
        var stranger = new SignedHttp(new HttpClient(), server.Endpoint, Anybody) { Region = "eu-north-1" };
        var created = await new SageMakerClient(stranger).CreateAsync("Open", TestPipeline.Draw("A"));
        using var http = new HttpClient();
        using var unsigned = new HttpRequestMessage(HttpMethod.Post, server.Endpoint) { Content = new StringContent("{}") };
        unsigned.Headers.Add("X-Amz-Target", "SageMaker.ListPipelines");
        using var listed = await http.SendAsync(unsigned, TestContext.Current.CancellationToken);

        Assert.Equal("arn:aws:sagemaker:eu-north-1:123456789012:pipeline/Open", (string?)created["PipelineArn"]);
        Assert.Equal(200, (int)listed.StatusCode);
    }

    [Fact]
    public async Task Frames_are_taken_off_and_stated_hashes_are_compared_all_the_same()
    {
        var s3 = new SignedHttp(new HttpClient(), server.Endpoint, Anybody) { Service = "s3" };
        await s3.SendAsync("PUT", "/open-bucket");
        await s3.SendAsync("PUT", "/open-bucket/framed", "3\r\nabc\r\n0\r\n\r\n"u8.ToArray(), PayloadHash.UnsignedTrailer, ("x-amz-decoded-content-length", "3"));
        var wrong = await s3.SendAsync("PUT", "/open-bucket/wrong", "abc"u8.ToArray(), PayloadHash.Of("other"u8));

        Assert.Equal("abc", (await s3.SendAsync("GET", "/open-bucket/framed")).Text);
        Assert.Equal(400, wrong.Status);
    }
}
