using Refrain.Aws.SigV4;
using Refrain.Server.Access;
using Refrain.Server.Hosting;

namespace Refrain.Server.Tests.Access;

public sealed class AccessKeysFileTests : IDisposable
{
    private static readonly AwsCredentials Own = new("REFRAINOWNKEY0000000", "own-secret");
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Without_a_file_there_is_the_servers_own_key() => Assert.Equal(AccessRole.Admin, Assert.Single(AccessKeysFile.Read(folder.Path, Own)).Role);

    [Theory]
    [InlineData("""{"keys":[{"accessKeyId":"short","secretAccessKey":"0123456789abcdef","role":"viewer"}]}""", "an accessKeyId is missing or has not 16 to 128 characters")]
    [InlineData("""{"keys":[{"accessKeyId":"0123456789abcde/","secretAccessKey":"0123456789abcdef","role":"viewer"}]}""", "an accessKeyId has other characters")]
    [InlineData("""{"keys":[{"accessKeyId":"ASIA56789abcdef0","secretAccessKey":"0123456789abcdef","role":"viewer"}]}""", "begins with ASIA")]
    [InlineData("""{"keys":[{"accessKeyId":"0123456789abcdef","secretAccessKey":"hunter2","role":"viewer"}]}""", "the secretAccessKey of '0123456789abcdef' is missing or shorter")]
    [InlineData("""{"keys":[{"accessKeyId":"0123456789abcdef","secretAccessKey":"0123456789abcdef","role":"3"}]}""", "the role of '0123456789abcdef' is not viewer, operator, author or admin")]
    [InlineData("""{"keys":[{"accessKeyId":"REFRAINOWNKEY0000000","secretAccessKey":"0123456789abcdef","role":"viewer"}]}""", "is there twice, or is the server's own")]
    [InlineData("""{"keys":[null]}""", "an accessKeyId is missing")]
    [InlineData("{}", "there are no keys in it")]
    [InlineData("""{"keys": hunter2}""", "does not hold access keys (line 1")]
    public void A_file_that_is_not_right_keeps_the_server_from_starting_and_tells_no_secret(string text, string problem)
    {
        Write(text, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var refused = Assert.Throws<StartException>(() => AccessKeysFile.Read(folder.Path, Own));

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_others_may_read_is_refused()
    {
        Write("""{"keys":[]}""", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        Assert.EndsWith($"Say: chmod 600 '{AccessKeysFile.PathIn(folder.Path)}'.", Assert.Throws<StartException>(() => AccessKeysFile.Read(folder.Path, Own)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_audit_log_that_grows_is_set_aside_and_ten_old_ones_are_kept()
    {
        using (var log = new AuditLog(folder.Path, new TickingClock(), largest: 300))
        {
            for (var n = 0; n < 40; n++)
            {
                log.Write(new AuditEntry(DateTimeOffset.UnixEpoch, $"{n}", "who", null, null, "sagemaker:CreatePipeline", "what", "ok", 200, null));
            }
        }

        var files = Directory.GetFiles(Path.Combine(folder.Path, "audit"));
        Assert.Equal(11, files.Length);
        Assert.All(files, file => Assert.True(new FileInfo(file).Length <= 300));
        Assert.Contains("\"requestId\":\"39\"", File.ReadAllText(Path.Combine(folder.Path, "audit", "audit.jsonl")), StringComparison.Ordinal);
    }

    private void Write(string text, UnixFileMode mode)
    {
        File.WriteAllText(AccessKeysFile.PathIn(folder.Path), text);
        File.SetUnixFileMode(AccessKeysFile.PathIn(folder.Path), mode);
    }

    // A name for each old file: it is always later.
    private sealed class TickingClock : TimeProvider
    {
        private DateTimeOffset now = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => now = now.AddSeconds(1);
    }
}
