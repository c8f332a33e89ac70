namespace Refrain.Conformance.Tests.Jobs;

/// <summary>The AWS SDK for JavaScript, version 3.</summary>
public sealed class JavaScriptTests(BuiltServer server)
{
    [Fact]
    public async Task A_module_of_the_SDK_runs_through() => Assert.Contains("done", await NodeModules.RunAsync(server, "Jobs/jobs.mjs"), StringComparison.Ordinal);
}
