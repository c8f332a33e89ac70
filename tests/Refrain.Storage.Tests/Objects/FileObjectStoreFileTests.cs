using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;
using Refrain.Storage.Objects;
using Refrain.Storage.Sql;

namespace Refrain.Storage.Tests.Objects;

/// <summary>What the promises of an object store do not say: how the files lie on the disk.</summary>
public sealed class FileObjectStoreFileTests : IAsyncLifetime
{
    private readonly TestFolder folder = new();
    private SqliteStorage? storage;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FileObjectStore Store => storage?.Objects ?? throw new InvalidOperationException("The store is not open.");

    [Fact]
    public async Task A_blob_is_a_read_only_file_named_by_its_digest()
    {
        var stored = await PutAsync("k", "hello");

        var path = folder["data", "objects", "blobs", "2c", "f24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"];
        Assert.Equal(path, Store.BlobPath(stored.Blob));
        Assert.Equal("hello", await File.ReadAllTextAsync(path, Cancel));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task The_same_content_twice_is_one_blob()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => PutAsync($"k{number}", "same")));
        await Store.AdoptAsync([new FileToStore(folder.Write("job/x", "same"), new S3Uri("shells", "x"), "x")], Cancel);

        Assert.Single(Blobs());
        Assert.Empty(Directory.GetFiles(folder["data", "objects", "incoming"]));
        Assert.False(File.Exists(folder["job", "x"]));
    }

    [Fact]
    public async Task An_adopted_file_is_moved_and_not_copied()
    {
        var file = folder.Write("job/model.bin", "weights");
        var inode = Inode(file);
        var manifest = await Store.AdoptAsync([new FileToStore(file, new S3Uri("shells", "m"), "m")], Cancel);

        Assert.Equal(inode, Inode(Store.BlobPath(manifest[0].Blob) ?? ""));
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task A_file_that_somebody_holds_by_another_name_is_copied()
    {
        var file = folder.Write("job/model.bin", "weights");
        Run("ln", file, folder["elsewhere"]);
        var manifest = await Store.AdoptAsync([new FileToStore(file, new S3Uri("shells", "m"), "m")], Cancel);

        await File.WriteAllTextAsync(folder["elsewhere"], "damaged", Cancel);
        Assert.Equal("weights", await File.ReadAllTextAsync(Store.BlobPath(manifest[0].Blob) ?? "", Cancel));
    }

    [Fact]
    public async Task A_file_of_another_file_system_is_copied()
    {
        using var disk = new TinyDisk(mebibytes: 2);
        var file = Path.Combine(disk.Path, "out.txt");
        await File.WriteAllTextAsync(file, "from afar", Cancel);
        var manifest = await Store.AdoptAsync([new FileToStore(file, new S3Uri("shells", "o"), "o")], Cancel);

        Assert.Equal("from afar", await File.ReadAllTextAsync(Store.BlobPath(manifest[0].Blob) ?? "", Cancel));
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task An_adoption_that_ended_before_the_index_was_written_can_be_repeated()
    {
        var database = new DatabaseThatFails(storage?.Database ?? throw new InvalidOperationException("The store is not open."));
        var store = new FileObjectStore(database, folder["data", "objects"], "r", TimeProvider.System, NullLogger.Instance);
        ValueList<FileToStore> files = [new(folder.Write("job/model.bin", "weights"), new S3Uri("shells", "m"), "m")];

        await Assert.ThrowsAsync<StorageUnavailableException>(() => store.AdoptAsync(files, Cancel));
        Assert.Null(await store.FindAsync(files[0].Place, Cancel));
        database.Fails = false;
        var manifest = await store.AdoptAsync(files, Cancel);
        Assert.Equal("weights", await File.ReadAllTextAsync(store.BlobPath(manifest[0].Blob) ?? "", Cancel));
        Assert.Single(Blobs());
    }

    [Fact]
    public async Task Links_and_folders_and_missing_files_are_refused_and_change_nothing()
    {
        var good = folder.Write("job/good", "good");
        File.CreateSymbolicLink(folder["job", "link"], "/etc/hostname");
        foreach (var bad in new[] { folder["job", "link"], folder["job"], folder["job", "missing"] })
        {
            var error = await Assert.ThrowsAsync<InvalidDataException>(() => Store.AdoptAsync(
                [new FileToStore(good, new S3Uri("shells", "good"), "good"), new FileToStore(bad, new S3Uri("shells", "bad"), "bad")], Cancel));
            Assert.Contains($"'{bad}' cannot be stored", error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(await Store.ListAsync(new S3Uri("shells", ""), "", 10, Cancel));
        Assert.True(File.Exists(good));
    }

    [Fact]
    public async Task A_blob_that_was_cut_short_is_written_anew()
    {
        var stored = await PutAsync("k", "hello");
        var path = Store.BlobPath(stored.Blob) ?? "";
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(path, "hel", Cancel);

        await PutAsync("k", "hello");
        Assert.Equal("hello", await File.ReadAllTextAsync(path, Cancel));
    }

    [Fact]
    public async Task A_put_whose_client_goes_away_leaves_nothing()
    {
        using var leave = new CancellationTokenSource();
        await using var endless = new EndlessStream(leave);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.PutAsync(new S3Uri("shells", "k"), endless, ObjectHeaders.None, leave.Token));
        Assert.Empty(Directory.GetFiles(folder["data", "objects", "incoming"]));
        Assert.Empty(Blobs());
    }

    public async ValueTask InitializeAsync()
    {
        storage = await SqliteStorage.OpenAsync(folder["data"], TimeProvider.System);
        await storage.Objects.CreateBucketAsync("shells", "r", Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (storage is not null)
        {
            await storage.DisposeAsync();
        }

        folder.Dispose();
    }

    private async Task<ObjectRecord> PutAsync(string key, string text) =>
        await Store.PutAsync(new S3Uri("shells", key), new MemoryStream(Encoding.UTF8.GetBytes(text)), ObjectHeaders.None, Cancel)
            ?? throw new InvalidOperationException("There is no such bucket.");

    private string[] Blobs() => Directory.GetFiles(folder["data", "objects", "blobs"], "*", SearchOption.AllDirectories);

    private static string Inode(string file) => Run("stat", "-c", "%i", file);

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true }) ?? throw new InvalidOperationException(program);
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return text;
    }

    /// <summary>Reads well; writes fail until told otherwise.</summary>
    private sealed class DatabaseThatFails(ISqlDatabase inner) : ISqlDatabase
    {
        public bool Fails { get; set; } = true;

        public Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken) => inner.ReadAsync(work, cancellationToken);

        public Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken) =>
            Fails ? throw new StorageUnavailableException("no") : inner.WriteAsync(work, cancellationToken);
    }

    /// <summary>Bytes without end; the client goes away after the first ones.</summary>
    private sealed class EndlessStream(CancellationTokenSource leave) : MemoryStream(RandomNumberGenerator.GetBytes(1 << 20))
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await leave.CancelAsync();
            return await base.ReadAsync(buffer, CancellationToken.None);
        }
    }
}
