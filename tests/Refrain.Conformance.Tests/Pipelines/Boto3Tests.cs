namespace Refrain.Conformance.Tests.Pipelines;

/// <summary>boto3 as Debian packages it.</summary>
public sealed class Boto3Tests(BuiltServer server)
{
    [Fact]
    public async Task A_script_of_boto3_runs_through()
    {
        using var folder = new ClientFolder();

        Assert.Contains("done", await ClientProgram.Python.SucceedAsync(server, folder.Path, ClientFolder.Script("Pipelines/pipelines.py")), StringComparison.Ordinal);
    }
}
