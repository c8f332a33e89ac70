using System.Security.Cryptography;
using Refrain.Journey.Tests;

namespace Refrain.Conformance.Tests;

/// <summary>A folder for one test's files, and the scripts that lie beside the tests.</summary>
internal sealed class ClientFolder : IDisposable
{
    /// <summary>The folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("refrain-conformance-").FullName;

    /// <summary>A path in it.</summary>
    public string this[params string[] names] => System.IO.Path.Combine([Path, .. names]);

    /// <summary>A script of this project, for example <c>S3/objects.py</c>.</summary>
    public static string Script(string name) =>
        System.IO.Path.Combine(BuiltRefrain.Root, "tests", "Refrain.Conformance.Tests", name);

    /// <summary>A file of random bytes.</summary>
    public string Random(string name, int bytes)
    {
        var file = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file) ?? Path);
        File.WriteAllBytes(file, RandomNumberGenerator.GetBytes(bytes));
        return file;
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
