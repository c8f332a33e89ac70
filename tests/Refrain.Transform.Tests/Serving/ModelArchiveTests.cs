using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Refrain.Transform.Serving;

namespace Refrain.Transform.Tests.Serving;

/// <summary>Archives of users.</summary>
public sealed class ModelArchiveTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("refrain-test-").FullName;

    [Fact]
    public async Task What_an_archive_holds_lies_in_the_models_folder()
    {
        await UnpackAsync(new PaxTarEntry(TarEntryType.Directory, "code/"), File("code/inference.py", "x"), File("model", "m"), new PaxTarEntry(TarEntryType.SymbolicLink, "alias") { LinkName = "model" });

        Assert.Equal("m", await System.IO.File.ReadAllTextAsync(Path.Combine(folder, "to", "alias"), TestContext.Current.CancellationToken));
        Assert.True(System.IO.File.Exists(Path.Combine(folder, "to", "code", "inference.py")));
    }

    [Fact]
    public Task A_path_that_leads_out_is_refused() => RefusedAsync(File("../escaped", "x"));

    [Fact]
    public Task An_absolute_path_is_refused() => RefusedAsync(File("/var/tmp/escaped", "x"));

    [Fact]
    public Task A_link_that_leads_out_is_refused() => RefusedAsync(new PaxTarEntry(TarEntryType.SymbolicLink, "out") { LinkName = "../../escaped" });

    [Fact]
    public Task A_hard_link_that_leads_out_is_refused() => RefusedAsync(new PaxTarEntry(TarEntryType.HardLink, "out") { LinkName = "../escaped" });

    [Fact]
    public async Task What_is_no_archive_is_named()
    {
        Directory.CreateDirectory(Path.Combine(folder, "from"));
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "from", "model.tar.gz"), "plain text", TestContext.Current.CancellationToken);

        var problem = await Assert.ThrowsAsync<TransformException>(() => ModelArchive.UnpackAsync(Path.Combine(folder, "from"), Path.Combine(folder, "to"), "The model archive", TestContext.Current.CancellationToken));

        Assert.StartsWith("The model archive model.tar.gz cannot be unpacked: ", problem.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task RefusedAsync(TarEntry entry)
    {
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "escaped"), "outside", TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<TransformException>(() => UnpackAsync(entry));

        Assert.Equal("outside", await System.IO.File.ReadAllTextAsync(Path.Combine(folder, "escaped"), TestContext.Current.CancellationToken));
        Assert.False(System.IO.File.Exists("/var/tmp/escaped"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(folder, "to")));
    }

    private async Task UnpackAsync(params TarEntry[] entries)
    {
        Directory.CreateDirectory(Path.Combine(folder, "from"));
        await using (var file = System.IO.File.Create(Path.Combine(folder, "from", "model.tar.gz")))
        await using (var compressed = new GZipStream(file, CompressionLevel.Fastest))
        await using (var archive = new TarWriter(compressed))
        {
            foreach (var entry in entries)
            {
                await archive.WriteEntryAsync(entry, TestContext.Current.CancellationToken);
            }
        }

        await ModelArchive.UnpackAsync(Path.Combine(folder, "from"), Path.Combine(folder, "to"), "The model archive", TestContext.Current.CancellationToken);
    }

    private static PaxTarEntry File(string path, string text) => new(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) };
}
