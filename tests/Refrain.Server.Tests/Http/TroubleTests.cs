using Refrain.Engine;
using Refrain.Server.Http;
using Refrain.Storage;

namespace Refrain.Server.Tests.Http;

public sealed class TroubleTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task What_the_disk_refuses_is_the_services_trouble_and_passes()
    {
        var s3 = new SignedHttp(new HttpClient(), server.Endpoint, TestServer.Keys) { Service = "s3" };
        await s3.SendAsync("PUT", "/troubled");
        var objects = Path.Combine(server.DataDirectory, "objects");
        Directory.Move(objects, $"{objects}.away");
        var refused = await s3.SendAsync("PUT", "/troubled/key", "x"u8.ToArray());
        Directory.Move($"{objects}.away", objects);
        var taken = await s3.SendAsync("PUT", "/troubled/key", "x"u8.ToArray());

        Assert.Equal((503, 200), (refused.Status, taken.Status));
        Assert.Contains("<Code>ServiceUnavailable</Code>", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_told_in_the_words_of_the_storage() => Assert.Equal(
        new WireError("ServiceUnavailable", 503, "the disk is full", Fault.World), WireError.Of(new StorageUnavailableException("the disk is full"), Door.Json, "id"));

    [Fact]
    public void A_bug_tells_its_request_id_and_nothing_of_itself()
    {
        var bug = new InvalidOperationException("secret");

        Assert.Equal(
            new WireError("InternalFailure", 500, "A bug of Refrain's got in the way. The server's log tells more; look for id-7.", Fault.Bug), WireError.Of(bug, Door.Json, "id-7"));
        Assert.Equal("InternalError", WireError.Of(bug, Door.S3, "id-7").Code);
    }

    [Theory]
    [InlineData(Core.RefusalKind.Invalid, "ValidationException", 400, 400)]
    [InlineData(Core.RefusalKind.NotFound, "ResourceNotFound", 400, 404)]
    [InlineData(Core.RefusalKind.Conflict, "ConflictException", 400, 400)]
    [InlineData(Core.RefusalKind.LimitExceeded, "ResourceLimitExceeded", 400, 400)]
    public void A_refusal_has_a_type_and_a_status_at_every_door(Core.RefusalKind kind, string type, int json, int api)
    {
        var refusal = new RefusalException(kind, "why");

        Assert.Equal(new WireError(type, json, "why", Fault.Caller), WireError.Of(refusal, Door.Json, "id"));
        Assert.Equal(new WireError(type, api, "why", Fault.Caller), WireError.Of(refusal, Door.Api, "id"));
    }
}
