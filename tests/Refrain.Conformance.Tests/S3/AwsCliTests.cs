namespace Refrain.Conformance.Tests.S3;

/// <summary><c>aws s3</c>: the high-level commands that people type.</summary>
public sealed class AwsCliTests(BuiltServer server)
{
    [Fact]
    public async Task Files_are_copied_synced_listed_moved_and_removed()
    {
        using var folder = new ClientFolder();
        var aws = ClientProgram.AwsCli.With("--endpoint-url", server.Endpoint); // Debian's is older than AWS_ENDPOINT_URL
        foreach (var (name, bytes) in new[] { ("tree/a.txt", 10), ("tree/sub dir/b+c.bin", 100_000), ("tree/sub dir/deep/large.bin", 9 << 20) })
        {
            folder.Random(name, bytes);
        }

        await S3Async("mb", "s3://cli-bucket");
        await S3Async("sync", "tree", "s3://cli-bucket/tree", "--no-progress");
        Assert.Equal("", await S3Async("sync", "tree", "s3://cli-bucket/tree", "--no-progress")); // nothing is left to do
        await S3Async("sync", "s3://cli-bucket/tree", "back", "--no-progress");
        foreach (var file in Directory.GetFiles(folder["tree"], "*", SearchOption.AllDirectories))
        {
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(file.Replace(folder["tree"], folder["back"], StringComparison.Ordinal)));
        }

        Assert.Contains("PRE sub dir/", await S3Async("ls", "s3://cli-bucket/tree/"), StringComparison.Ordinal);
        Assert.Contains("cli-bucket", await S3Async("ls"), StringComparison.Ordinal);
        await S3Async("mv", "s3://cli-bucket/tree/sub dir/deep/large.bin", "s3://cli-bucket/moved/large.bin", "--no-progress");
        await S3Async("cp", "s3://cli-bucket/moved/large.bin", "large.bin", "--no-progress");
        Assert.Equal(File.ReadAllBytes(folder["tree", "sub dir", "deep", "large.bin"]), File.ReadAllBytes(folder["large.bin"]));
        using var http = new HttpClient();
        var url = (await S3Async("presign", "s3://cli-bucket/tree/a.txt")).Trim();
        Assert.Equal(File.ReadAllBytes(folder["tree", "a.txt"]), await http.GetByteArrayAsync(url, TestContext.Current.CancellationToken));
        await S3Async("rm", "s3://cli-bucket/tree", "--recursive");
        Assert.Equal(["moved/large.bin"], (await S3Async("ls", "s3://cli-bucket", "--recursive")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[^1]));
        await S3Async("rb", "s3://cli-bucket", "--force");

        Task<string> S3Async(params string[] arguments) => aws.SucceedAsync(server, folder.Path, ["s3", .. arguments]);
    }
}
