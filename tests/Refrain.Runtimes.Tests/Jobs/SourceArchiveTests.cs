using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Refrain.Core.Jobs;
using Refrain.Runtimes.Jobs;

namespace Refrain.Runtimes.Tests.Jobs;

public sealed class SourceArchiveTests
{
    private readonly record struct Packed(string Name, string Text, string? LinksTo = null);

    [Fact]
    public async Task Files_folders_and_links_within_the_folder_are_unpacked()
    {
        using var folder = new TestFolder();

        var problem = await UnpackAsync(folder, new("./train.py", "1"), new("src/deep/a.py", "2"), new("src/b.py", "", "deep/a.py"), new("src/deep/up", "", "../../train.py"));

        Assert.Null(problem);
        Assert.Equal("1", File.ReadAllText(folder["code/train.py"]));
        Assert.Equal("2", File.ReadAllText(folder["code/src/b.py"]));
        Assert.Equal("1", File.ReadAllText(folder["code/src/deep/up"]));
    }

    [Fact]
    public async Task A_later_entry_of_a_name_replaces_the_earlier_one_and_never_what_a_link_leads_to()
    {
        using var folder = new TestFolder();

        Assert.Null(await UnpackAsync(folder, new("kept", "1"), new("link", "", "kept"), new("link", "2")));
        Assert.Equal(("1", "2"), (File.ReadAllText(folder["code/kept"]), File.ReadAllText(folder["code/link"])));
    }

    [Theory]
    [InlineData("../x", null, "outside the folder")]
    [InlineData("a/../../x", null, "outside the folder")]
    [InlineData("/etc/x", null, "outside the folder")]
    [InlineData("l", "/etc", "outside the folder")]
    [InlineData("l", "..", "outside the folder")]
    [InlineData("a/l", "../..", "outside the folder")]
    [InlineData("l", "a/../../x", "outside the folder")]
    public async Task What_leads_out_is_refused(string name, string? linksTo, string because)
    {
        using var folder = new TestFolder();

        Assert.Contains(because, await UnpackAsync(folder, new Packed(name, "x", linksTo)), StringComparison.Ordinal);
        Assert.Equal(["code"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    // Each link is harmless by its text; together they would climb.
    [Fact]
    public async Task What_goes_through_a_link_is_refused()
    {
        using var folder = new TestFolder();

        Assert.Contains("goes through a link", await UnpackAsync(folder, new("d", "", "."), new("d/l", "", ".."), new("d/l/x", "x")), StringComparison.Ordinal);
        Assert.Contains("goes through a link or a file", await UnpackAsync(folder, new("f", "x"), new("f/g", "x")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_archive_is_said_to_be_none()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder["code"]);

        Assert.Contains("not a tar.gz", await SourceArchive.UnpackAsync(new MemoryStream(Encoding.UTF8.GetBytes("print('x')")), folder["code"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_is_framed_and_padded()
    {
        using var folder = new TestFolder();
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("12345"u8);
        }

        packed.Position = 0;
        Assert.Null(await PipeRecords.WriteAsync(packed, folder["record"], new JobPipe(Gunzip: true, AsRecords: true), TestContext.Current.CancellationToken));
        Assert.Contains("gzip", await PipeRecords.WriteAsync(new MemoryStream([1, 2, 3]), folder["other"], new JobPipe(true, false), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var bytes = File.ReadAllBytes(folder["record"]);
        Assert.Equal((0xced7230au, 5u, 16), (BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4)), bytes.Length));
        Assert.Equal("12345\0\0\0", Encoding.UTF8.GetString(bytes.AsSpan(8)));
    }

    private static async Task<string?> UnpackAsync(TestFolder folder, params Packed[] files)
    {
        Directory.CreateDirectory(folder["code"]);
        var archive = TestArchive.Of(files.Select(file => new TestArchive.Entry(file.Name, file.Text, file.LinksTo)));
        return await SourceArchive.UnpackAsync(new MemoryStream(archive), folder["code"], TestContext.Current.CancellationToken);
    }
}
