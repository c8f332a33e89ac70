using System.Security.Cryptography;
using Refrain.Journey.Tests;

namespace Refrain.Conformance.Tests;

/// <summary>The packages of <c>Node/package-lock.json</c>, installed once below <c>artifacts/</c> and again when the lock file changes.</summary>
internal static class NodeModules
{
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    /// <summary>Runs a module of this project (<c>S3/objects.mjs</c>) with Node.js and insists that it succeeds.</summary>
    public static async Task<string> RunAsync(BuiltServer server, string module, params string[] arguments)
    {
        var node = ClientProgram.Node;
        var folder = await InstallAsync();
        var copy = Path.Combine(folder, $"{Guid.NewGuid():N}.mjs"); // Node.js looks for packages from where the module lies
        File.Copy(ClientFolder.Script(module), copy);
        try
        {
            return await node.SucceedAsync(server, folder, [copy, .. arguments]);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private static async Task<string> InstallAsync()
    {
        await OneAtATime.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            var source = ClientFolder.Script("Node");
            var digest = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(source, "package-lock.json"))))[..16];
            var folder = Path.Combine(BuiltRefrain.Root, "artifacts", "conformance-node", digest);
            if (!File.Exists(Path.Combine(folder, "installed")))
            {
                Directory.CreateDirectory(folder);
                File.Copy(Path.Combine(source, "package.json"), Path.Combine(folder, "package.json"), overwrite: true);
                File.Copy(Path.Combine(source, "package-lock.json"), Path.Combine(folder, "package-lock.json"), overwrite: true);
                var run = await ClientProgram.Npm.RunAsync(new Dictionary<string, string>(), folder, "ci", "--no-audit", "--no-fund", "--ignore-scripts");
                Assert.SkipWhen(run.ExitCode != 0 && Environment.GetEnvironmentVariable("CI") != "true", $"npm cannot install the clients: {run}");
                Assert.True(run.ExitCode == 0, run.ToString());
                await File.WriteAllTextAsync(Path.Combine(folder, "installed"), "", TestContext.Current.CancellationToken);
            }

            return folder;
        }
        finally
        {
            OneAtATime.Release();
        }
    }
}
