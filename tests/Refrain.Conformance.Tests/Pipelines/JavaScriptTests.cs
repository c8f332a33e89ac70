namespace Refrain.Conformance.Tests.Pipelines;

/// <summary>The AWS SDK for JavaScript, version 3.</summary>
public sealed class JavaScriptTests(BuiltServer server)
{
    [Fact]
    public async Task A_module_of_the_SDK_runs_through() => Assert.Contains("done", await NodeModules.RunAsync(server, "Pipelines/pipelines.mjs"), StringComparison.Ordinal);
}
