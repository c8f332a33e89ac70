using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Refrain.Journey.Tests;

/// <summary>A transform job whose model is a script that needs nothing but Python: it waits at a gate, and the server dies or a stop comes meanwhile.</summary>
public sealed class TransformTests
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task A_transform_job_survives_the_server_and_its_outputs_are_stored_by_the_next_one()
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var gate = new Gate();
        var execution = await StartGatedAsync(server, gate);

        await server.KillAsync();
        gate.Open();
        await server.StartAgainAsync();

        Assert.Equal("Succeeded", await server.EndAsync(execution));
        using var output = new MemoryStream();
        await server.S3.GetObjectAsync("journey", "scores/rows.txt.out", output, TestContext.Current.CancellationToken);
        Assert.Equal("scored a\nscored b\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public async Task Stopping_an_execution_ends_what_serves()
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var gate = new Gate();
        var execution = await StartGatedAsync(server, gate);

        await server.CallAsync("StopPipelineExecution", new JsonObject { ["PipelineExecutionArn"] = execution, ["ClientRequestToken"] = "0123456789012345678901234567890123456789" });

        Assert.Equal("Stopped", await server.EndAsync(execution));
        Assert.Equal("Stopped", (await server.StepsAsync(execution))["Score"].GetProperty("StepStatus").GetString());
        await Processes.GoneAsync(gate.Wait);
    }

    private static async Task<string> StartGatedAsync(ServerUnderTest server, Gate gate)
    {
        Assert.SkipWhen(!File.Exists(Python) && Environment.GetEnvironmentVariable("CI") != "true", $"{Python} is not there");
        await server.S3.CreateBucketAsync("journey", TestContext.Current.CancellationToken);
        await server.S3.PutObjectAsync("journey", "rows.txt", "a\nb\n"u8.ToArray(), "text/plain", TestContext.Current.CancellationToken);
        await server.S3.PutObjectAsync("journey", "model.tar.gz", Archive(Script(gate)), "application/gzip", TestContext.Current.CancellationToken);
        await server.CreatePipelineAsync("Gated", Definitions.Pipeline(Model(), Score()));
        var execution = await server.StartExecutionAsync("Gated");
        await ServerUnderTest.UntilAsync(() => AskedAsync(server, gate, execution), "the model to be asked");
        return execution;
    }

    private static async Task<string?> AskedAsync(ServerUnderTest server, Gate gate, string execution)
    {
        var status = await server.StatusAsync(execution);
        Assert.True(status == "Executing", status == "Executing" ? "" : string.Join('\n', (await server.StepsAsync(execution)).Values));
        return Processes.Naming($"sh -c {gate.Wait}").Count > 0 ? "" : null;
    }

    private static string Script(Gate gate) => $$"""
        import subprocess

        def model_fn(model_dir):
            return "scored"

        def transform_fn(model, body, content_type, accept):
            subprocess.run(["sh", "-c", "{{gate.Wait}}"], check=True)
            return "".join(f"{model} {line}\n" for line in body.split("\n"))
        """;

    private static byte[] Archive(string script)
    {
        using var bytes = new MemoryStream();
        using (var compressed = new GZipStream(bytes, CompressionLevel.Fastest))
        using (var archive = new TarWriter(compressed))
        {
            archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "code/inference.py") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(script)) });
        }

        return bytes.ToArray();
    }

    private static JsonObject Model() => new()
    {
        ["Name"] = "Make",
        ["Type"] = "Model",
        ["Arguments"] = new JsonObject
        {
            ["ExecutionRoleArn"] = "arn:aws:iam::123456789012:role/Journey",
            ["PrimaryContainer"] = new JsonObject
            {
                ["Image"] = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
                ["Environment"] = new JsonObject { ["SAGEMAKER_PROGRAM"] = "inference.py", ["SAGEMAKER_SUBMIT_DIRECTORY"] = "/opt/ml/model/code" },
                ["ModelDataUrl"] = "s3://journey/model.tar.gz",
            },
        },
    };

    private static JsonObject Score() => new()
    {
        ["Name"] = "Score",
        ["Type"] = "Transform",
        ["Arguments"] = new JsonObject
        {
            ["ModelName"] = new JsonObject { ["Get"] = "Steps.Make.ModelName" },
            ["TransformInput"] = new JsonObject
            {
                ["DataSource"] = new JsonObject { ["S3DataSource"] = new JsonObject { ["S3DataType"] = "S3Prefix", ["S3Uri"] = "s3://journey/rows.txt" } },
                ["ContentType"] = "text/plain",
                ["SplitType"] = "Line",
            },
            ["TransformOutput"] = new JsonObject { ["S3OutputPath"] = "s3://journey/scores", ["Accept"] = "text/plain" },
            ["TransformResources"] = new JsonObject { ["InstanceCount"] = 1, ["InstanceType"] = "ml.m5.large" },
        },
    };
}
