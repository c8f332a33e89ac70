namespace Refrain.Conformance.Tests.S3;

/// <summary>rclone, told that this is S3 of no provider it knows.</summary>
public sealed class RcloneTests(BuiltServer server)
{
    [Fact]
    public async Task A_tree_is_synced_checked_by_hash_and_cleaned_up()
    {
        using var folder = new ClientFolder();
        var rclone = ClientProgram.Rclone.With(
            "--config", "/dev/null", "--s3-provider", "Other", "--s3-env-auth", "--s3-endpoint", server.Endpoint, "--s3-region", BuiltServer.Region, "--s3-upload-cutoff", "8M", "--s3-chunk-size", "5M");
        foreach (var (name, bytes) in new[] { ("tree/a.txt", 10), ("tree/empty", 0), ("tree/sub dir/b+c é.bin", 100_000), ("tree/large.bin", 11 << 20) })
        {
            folder.Random(name, bytes);
        }

        await RunAsync("mkdir", ":s3:rclone-bucket");
        await RunAsync("sync", "tree", ":s3:rclone-bucket/tree");
        await RunAsync("check", "tree", ":s3:rclone-bucket/tree"); // sizes and MD5s
        await RunAsync("check", "--download", "tree", ":s3:rclone-bucket/tree");
        await RunAsync("copy", ":s3:rclone-bucket/tree", ":s3:rclone-bucket/second"); // copied by the server
        await RunAsync("sync", ":s3:rclone-bucket/second", "back");
        await RunAsync("check", "--download", "tree", "back");
        Assert.Equal(["a.txt", "empty", "large.bin", "sub dir/b+c é.bin"], Lines(await RunAsync("lsf", "-R", "--files-only", ":s3:rclone-bucket/second")));
        await RunAsync("moveto", ":s3:rclone-bucket/tree/a.txt", ":s3:rclone-bucket/moved.txt");
        await RunAsync("touch", ":s3:rclone-bucket/moved.txt"); // a copy onto itself
        File.Delete(folder["tree", "a.txt"]);
        await RunAsync("sync", "tree", ":s3:rclone-bucket/tree");
        await RunAsync("cleanup", ":s3:rclone-bucket");
        await RunAsync("purge", ":s3:rclone-bucket");
        Assert.DoesNotContain("rclone-bucket", await RunAsync("lsf", ":s3:"), StringComparison.Ordinal);

        Task<string> RunAsync(params string[] arguments) => rclone.SucceedAsync(server, folder.Path, arguments);
    }

    private static string[] Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
}
