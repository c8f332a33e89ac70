using System.Security.Cryptography;
using System.Text;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Runtimes.Tests;

/// <summary>An object store in a directory: enough of the port to stage from and to store to. It moves adopted files away, as the real one may.</summary>
internal sealed class TestStore(string folder) : IObjectStore
{
    public Dictionary<string, string> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>Thrown by the next adoption, once.</summary>
    public IOException? NextAdoptionFails { get; set; }

    /// <summary>False: blobs can only be opened as streams.</summary>
    public bool HasPaths { get; init; } = true;

    public string AddBlob(string text) => AddBlob(Encoding.UTF8.GetBytes(text));

    public string AddBlob(byte[] bytes)
    {
        Directory.CreateDirectory(folder);
        var name = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (!File.Exists(PathOf(name)))
        {
            File.WriteAllBytes(PathOf(name), bytes);
            File.SetUnixFileMode(PathOf(name), UnixFileMode.UserRead);
        }

        return name;
    }

    public ContentManifest Manifest(params (string Path, string Text)[] files) =>
        new(files.Select(file => new ManifestEntry(file.Path, AddBlob(file.Text), file.Text.Length)).ToValueList());

    public string TextAt(string uri) => File.ReadAllText(PathOf(Keys[uri]));

    public byte[] BytesAt(string uri) => File.ReadAllBytes(PathOf(Keys[uri]));

    public Task<ValueList<ManifestEntry>> AdoptAsync(ValueList<FileToStore> files, CancellationToken cancellationToken)
    {
        if (NextAdoptionFails is { } failure)
        {
            NextAdoptionFails = null;
            throw failure;
        }

        return Task.FromResult(files.Select(Adopt).ToValueList());
    }

    public Stream? OpenBlob(string blob) => File.Exists(PathOf(blob)) ? File.OpenRead(PathOf(blob)) : null;

    public bool HasBlob(string blob) => OpenBlob(blob) is not null;

    public string? BlobPath(string blob) => HasPaths ? PathOf(blob) : null;

    public Task<bool> CreateBucketAsync(string bucket, string region, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<BucketRecord?> FindBucketAsync(string bucket, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ObjectRecord?> PutAsync(S3Uri place, Stream bytes, ObjectHeaders headers, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ObjectRecord?> FindAsync(S3Uri place, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ValueList<ObjectRecord>> ListAsync(S3Uri prefix, string after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    private ManifestEntry Adopt(FileToStore file)
    {
        var bytes = File.ReadAllBytes(file.File);
        var blob = AddBlob(bytes);
        File.Delete(file.File);
        Keys[file.Place.ToString()] = blob;
        return new ManifestEntry(file.Entry, blob, bytes.Length);
    }

    private string PathOf(string blob) => Path.Combine(folder, blob);
}
