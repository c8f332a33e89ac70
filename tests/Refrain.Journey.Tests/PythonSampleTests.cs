using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Refrain.Journey.Tests;

/// <summary>
/// <c>samples/abalone-python</c>: scripts written for SageMaker's images, a definition as its SDK composes it, Debian's pandas, scikit-learn and XGBoost, and no container engine.
/// </summary>
public sealed class PythonSampleTests
{
    private const string Bucket = "refrain-abalone-python";

    [Fact]
    public async Task Unmodified_scripts_of_sagemaker_run_from_raw_data_to_a_registered_model()
    {
        await RequirePackagesAsync();
        await using var server = await ServerUnderTest.StartAsync();
        await UploadAsync(server);
        var created = await BuiltRefrain.RunAsync(server.CliEnvironment, "pipeline", "create", "AbalonePython", "--definition", Sample("pipeline.json"));
        Assert.True(created.ExitCode == 0, created.ToString());

        var run = await BuiltRefrain.RunAsync(server.CliEnvironment, "start", "AbalonePython", "--wait");

        Assert.True(run.ExitCode == 0, run.ToString());
        var steps = await server.StepsAsync(await server.FirstSuccessAsync("AbalonePython"));
        Assert.Equal(
            ["CheckError", "Evaluate", "Preprocess", "Register-RegisterModel", "Train"],
            steps.Where(step => step.Value.GetProperty("StepStatus").GetString() == "Succeeded").Select(step => step.Key).Order(StringComparer.Ordinal));
        var job = await DescribeAsync(server, steps["Train"]);
        var metrics = job.GetProperty("FinalMetricDataList").EnumerateArray().ToDictionary(one => one.GetProperty("MetricName").GetString()!, one => one.GetProperty("Value").GetDouble()); // named
        Assert.InRange(metrics["validation:rmse"], 1.5, 3);
        Assert.InRange(metrics["train:rmse"], 0.5, metrics["validation:rmse"]);
        Assert.InRange(await ErrorAsync(server, steps["Evaluate"]), 3.5, 6);
    }

    [Fact]
    public async Task Doctor_tells_what_images_count_on()
    {
        await using var server = await ServerUnderTest.StartAsync();

        var table = await BuiltRefrain.RunAsync(server.CliEnvironment, "doctor");
        var json = await BuiltRefrain.RunAsync(server.CliEnvironment, "doctor", "--json");

        Assert.True(table.ExitCode == 0 && json.ExitCode == 0, $"{table}{json}");
        Assert.Contains("isolation", table.Output, StringComparison.Ordinal);
        var findings = JsonDocument.Parse(json.Output).RootElement.GetProperty("findings").EnumerateArray().ToList();
        Assert.Contains(findings, finding => finding.GetProperty("area").GetString() == "disk");
        Assert.Contains(findings, finding => finding.GetProperty("area").GetString() == "image" && finding.GetProperty("name").GetString() == "scikit-learn");
        var transformers = findings.Single(finding => finding.GetProperty("name").GetString() == "transformers (/usr/bin/python3)");
        Assert.True(transformers.GetProperty("status").GetString() == "ok" || transformers.GetProperty("remedy").GetString()!.Contains("pip install transformers", StringComparison.Ordinal)); // missing has one
    }

    [Fact]
    public async Task The_operators_own_entry_stands_for_an_image_and_a_wrong_one_is_refused_at_the_start()
    {
        var folder = Directory.CreateTempSubdirectory("refrain-journey-").FullName;
        var images = Path.Combine(folder, "images.json");
        await File.WriteAllTextAsync(images, """{"images": [{"name": "team tool", "match": ["*/team/tool"], "process": ["/bin/echo", "the tool says"]}]}""", TestContext.Current.CancellationToken);
        await using var server = await ServerUnderTest.StartInAsync(folder);
        var step = Definitions.Shell("Tool", "");
        step["Arguments"]!["AppSpecification"] = new JsonObject { ["ImageUri"] = "registry.example.com/team/tool:7", ["ContainerArguments"] = new JsonArray("hello") };
        var unknown = Definitions.Shell("Unknown", "", "Tool");
        unknown["Arguments"]!["AppSpecification"]!["ImageUri"] = "registry.example.com/other:7";
        await server.CreatePipelineAsync("Tools", Definitions.Pipeline(step, unknown));

        var execution = await server.StartExecutionAsync("Tools");
        await server.EndAsync(execution);
        var log = await BuiltRefrain.RunAsync(server.CliEnvironment, "logs", execution, "--step", "Tool");
        var steps = await server.StepsAsync(execution);

        Assert.Contains("the tool says hello", log.Output, StringComparison.Ordinal);
        Assert.Equal("Succeeded", steps["Tool"].GetProperty("StepStatus").GetString());
        Assert.Contains("There is no runtime for the image 'registry.example.com/other:7': add an entry", steps["Unknown"].GetProperty("FailureReason").GetString(), StringComparison.Ordinal);

        var wrong = Path.Combine(folder, "wrong.json");
        await File.WriteAllTextAsync(wrong, """{"images": [{"name": "a", "match": "b"}]}""", TestContext.Current.CancellationToken);
        var refused = await BuiltRefrain.RunAsync(null, "serve", "--data-dir", Path.Combine(folder, "another"), "--images", wrong);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains($"The image catalogue '{wrong}' cannot be read: 'match' must be an array of texts. (at $.images[0].match", refused.Error, StringComparison.Ordinal);
    }

    private static async Task UploadAsync(ServerUnderTest server)
    {
        var token = TestContext.Current.CancellationToken;
        await server.S3.CreateBucketAsync(Bucket, token);
        await server.S3.PutObjectAsync(Bucket, "code/preprocess.py", await File.ReadAllBytesAsync(Sample("preprocess.py"), token), "text/x-python", token);
        await server.S3.PutObjectAsync(Bucket, "code/evaluate.py", await File.ReadAllBytesAsync(Sample("evaluate.py"), token), "text/x-python", token);
        var sources = new MemoryStream();
        await using (var compressed = new GZipStream(sources, CompressionLevel.Fastest, leaveOpen: true))
        {
            await TarFile.CreateFromDirectoryAsync(Sample("train"), compressed, includeBaseDirectory: false, token);
        }

        await server.S3.PutObjectAsync(Bucket, "code/sourcedir.tar.gz", sources.ToArray(), "application/gzip", token);
        await server.S3.PutObjectAsync(
            Bucket, "data/abalone.csv", await File.ReadAllBytesAsync(Path.Combine(BuiltRefrain.Root, "samples", "abalone", "data", "abalone.csv"), token), "text/csv", token);
    }

    private static string Sample(string file) => Path.Combine(BuiltRefrain.Root, "samples", "abalone-python", file);

    private static Task<JsonElement> DescribeAsync(ServerUnderTest server, JsonElement step)
    {
        var arn = step.GetProperty("Metadata").GetProperty("TrainingJob").GetProperty("Arn").GetString()!; // a training step's metadata
        return server.CallAsync("DescribeTrainingJob", new JsonObject { ["TrainingJobName"] = arn[(arn.LastIndexOf('/') + 1)..] });
    }

    private static async Task<double> ErrorAsync(ServerUnderTest server, JsonElement step)
    {
        var arn = step.GetProperty("Metadata").GetProperty("ProcessingJob").GetProperty("Arn").GetString()!; // a processing step's metadata
        var job = await server.CallAsync("DescribeProcessingJob", new JsonObject { ["ProcessingJobName"] = arn[(arn.LastIndexOf('/') + 1)..] });
        var place = new Uri(job.GetProperty("ProcessingOutputConfig").GetProperty("Outputs")[0].GetProperty("S3Output").GetProperty("S3Uri").GetString()!); // it has one output
        var report = new MemoryStream();
        await server.S3.GetObjectAsync(place.Host, $"{place.AbsolutePath.Trim('/')}/evaluation.json", report, TestContext.Current.CancellationToken);
        return JsonDocument.Parse(report.ToArray()).RootElement.GetProperty("regression_metrics").GetProperty("mse").GetProperty("value").GetDouble();
    }

    private static async Task RequirePackagesAsync()
    {
        const string Python = "/usr/bin/python3";
        var problem = $"{Python} is not there";
        if (File.Exists(Python))
        {
            var start = new ProcessStartInfo(Python, ["-c", "import pandas, sklearn, xgboost"]) { RedirectStandardError = true, RedirectStandardOutput = true };
            var run = await ProgramRun.ToEndAsync(Process.Start(start)!, TimeSpan.FromMinutes(2)); // it exists
            problem = run.ExitCode == 0 ? "" : run.Error.TrimEnd().Split('\n')[^1];
        }

        Assert.SkipUnless(problem.Length == 0 || Environment.GetEnvironmentVariable("CI") == "true", $"needs Debian's python3-pandas python3-sklearn python3-xgboost: {problem}");
        Assert.True(problem.Length == 0, $"CI must have python3-pandas python3-sklearn python3-xgboost: {problem}");
    }
}
