namespace Refrain.Conformance.Tests.S3;

/// <summary>boto3 as Debian packages it.</summary>
public sealed class Boto3Tests(BuiltServer server)
{
    [Theory]
    [InlineData("objects")]
    [InlineData("parts")]
    public async Task A_script_of_boto3_runs_through(string script)
    {
        using var folder = new ClientFolder();

        Assert.Contains("done", await ClientProgram.Python.SucceedAsync(server, folder.Path, ClientFolder.Script($"S3/Boto3/{script}.py")), StringComparison.Ordinal);
    }
}
