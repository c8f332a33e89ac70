namespace Refrain.Conformance.Tests.S3;

/// <summary>s3cmd, which compares the MD5 of all it sends and gets.</summary>
public sealed class S3cmdTests(BuiltServer server)
{
    [Fact]
    public async Task Files_are_put_synced_copied_and_removed()
    {
        using var folder = new ClientFolder();
        var host = new Uri(server.Endpoint).Authority;
        var s3cmd = ClientProgram.S3cmd.With(
            "--config", "/dev/null", "--host", host, "--host-bucket", host, "--no-ssl", "--access_key", server.Keys.AccessKeyId, "--secret_key", server.Keys.SecretAccessKey, "--multipart-chunk-size-mb", "5", "--no-progress");
        foreach (var (name, bytes) in new[] { ("tree/a.txt", 10), ("tree/sub dir/b+c.bin", 100_000), ("tree/large.bin", 11 << 20) })
        {
            folder.Random(name, bytes);
        }

        await RunAsync("mb", "s3://s3cmd-bucket");
        await RunAsync("sync", "tree/", "s3://s3cmd-bucket/tree/");
        Assert.DoesNotContain("upload:", await RunAsync("sync", "tree/", "s3://s3cmd-bucket/tree/"), StringComparison.Ordinal);
        await RunAsync("sync", "s3://s3cmd-bucket/tree/", "back/");
        Assert.Equal(File.ReadAllBytes(folder["tree", "large.bin"]), File.ReadAllBytes(folder["back", "large.bin"]));
        Assert.Equal(File.ReadAllBytes(folder["tree", "sub dir", "b+c.bin"]), File.ReadAllBytes(folder["back", "sub dir", "b+c.bin"]));
        await RunAsync("cp", "s3://s3cmd-bucket/tree/large.bin", "s3://s3cmd-bucket/copy.bin");
        await RunAsync("modify", "--add-header=x-amz-meta-colour:blue", "s3://s3cmd-bucket/copy.bin");
        Assert.Contains("x-amz-meta-colour: blue", await RunAsync("info", "s3://s3cmd-bucket/copy.bin"), StringComparison.Ordinal);
        Assert.Contains("s3://s3cmd-bucket/tree/sub dir/b+c.bin", await RunAsync("ls", "-r", "s3://s3cmd-bucket"), StringComparison.Ordinal);
        Assert.Contains("s3://s3cmd-bucket", await RunAsync("info", "s3://s3cmd-bucket"), StringComparison.Ordinal);
        await RunAsync("del", "-r", "-f", "s3://s3cmd-bucket");
        await RunAsync("rb", "s3://s3cmd-bucket");

        Task<string> RunAsync(params string[] arguments) => s3cmd.SucceedAsync(server, folder.Path, arguments);
    }
}
