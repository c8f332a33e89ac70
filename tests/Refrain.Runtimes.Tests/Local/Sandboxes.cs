using Refrain.Runtimes.Local;

namespace Refrain.Runtimes.Tests.Local;

/// <summary>The sandboxes of this machine. What a machine cannot do is skipped with the reason, but never in CI.</summary>
internal static class Sandboxes
{
    public static Sandbox Plain { get; } = new Sandbox.Plain("switched off");

    public static async Task<Sandbox> BubblewrapAsync()
    {
        using var folder = new TestFolder();
        var found = await SandboxProbe.ChooseAsync(Options(folder), TestContext.Current.CancellationToken);
        return found is Sandbox.Bubblewrap ? found : Unavailable(found);
    }

    public static async Task<Sandbox> UnshareAsync()
    {
        using var folder = new TestFolder();
        var found = await SandboxProbe.TryUnshareAsync(Options(folder), "bubblewrap is not installed", TestContext.Current.CancellationToken);
        return found is Sandbox.Unshare ? found : Unavailable(found);
    }

    public static LocalRuntimeOptions Options(TestFolder folder) => new() { DataDirectory = folder.Path };

    private static Sandbox Unavailable(Sandbox found)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", found.Label);
        Assert.Fail($"CI must have every sandbox: {found.Label}");
        return found;
    }
}
