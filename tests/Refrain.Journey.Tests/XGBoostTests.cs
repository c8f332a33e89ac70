using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Refrain.Journey.Tests;

/// <summary>The pipeline of the announcement, without a script of the user: the algorithm trains on the Abalone data, its model is served to a transform job.</summary>
public sealed class XGBoostTests
{
    private const string Python = "/usr/bin/python3"; // Debian's packages are seen by no other
    private const string Image = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.5-1";
    private const string Role = "arn:aws:iam::123456789012:role/Journey";

    [Fact]
    public async Task The_algorithm_trains_and_its_model_is_served_to_a_transform_job_that_filters_and_joins()
    {
        await NeedsLibrariesAsync();
        await using var server = await ServerUnderTest.StartAsync();
        var rows = Abalone();
        await server.S3.CreateBucketAsync("abalone", TestContext.Current.CancellationToken);
        await PutAsync(server, "train/train.csv", rows.Take(3000));
        await PutAsync(server, "validation/validation.csv", rows.Skip(3000).Take(600));
        await PutAsync(server, "batch/one.csv", rows.Skip(3600).Take(300).Select((row, index) => $"one-{index},{row}"));
        await PutAsync(server, "batch/two.csv", rows.Skip(3900).Select((row, index) => $"two-{index},{row}"));
        await server.CreatePipelineAsync("Scores", Definition());

        var execution = await server.StartExecutionAsync("Scores");
        var status = await server.EndAsync(execution);
        var steps = await server.StepsAsync(execution);

        Assert.True(status == "Succeeded", string.Join('\n', steps.Values.Select(step => step.ToString())));
        await AssertLearnedAsync(server, JobName(steps, "Train", "TrainingJob"));
        Assert.Contains(":transform-job/pipelines-", steps["Score"].GetProperty("Metadata").GetProperty("TransformJob").GetProperty("Arn").GetString(), StringComparison.Ordinal);
        await AssertScoresAsync(server, JobName(steps, "Train", "TrainingJob"));
        await AssertReusedAsync(server, execution);
    }

    /// <summary>What the job told of itself: a better model with every metric, and the value that its last line tells.</summary>
    private static async Task AssertLearnedAsync(ServerUnderTest server, string job)
    {
        var described = await server.CallAsync("DescribeTrainingJob", new JsonObject { ["TrainingJobName"] = job });

        Assert.InRange(described.GetProperty("FinalMetricDataList").EnumerateArray().Single().GetProperty("Value").GetDouble(), 1.5, 2.6);
    }

    /// <summary>Every output row: what the input said of it, then what the library itself predicts with the stored model.</summary>
    private static async Task AssertScoresAsync(ServerUnderTest server, string job)
    {
        var folder = Directory.CreateTempSubdirectory("refrain-journey-").FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "model.tar.gz"), await GetAsync(server, $"models/{job}/output/model.tar.gz"), TestContext.Current.CancellationToken);
        foreach (var name in new[] { "one", "two" })
        {
            var input = Encoding.UTF8.GetString(await GetAsync(server, $"batch/{name}.csv")).TrimEnd('\n').Split('\n').Select(line => line.Split(',')).ToList();
            var output = Encoding.UTF8.GetString(await GetAsync(server, $"scores/{name}.csv.out")).TrimEnd('\n').Split('\n').Select(line => line.Split(',')).ToList();
            await File.WriteAllLinesAsync(Path.Combine(folder, "rows.csv"), input.Select(row => string.Join(',', row[2..])), TestContext.Current.CancellationToken);
            var predicted = await AskAsync(folder, """
                import numpy, tarfile, xgboost
                tarfile.open('model.tar.gz').extractall('.')
                booster = xgboost.Booster(model_file='xgboost-model')
                print(*booster.predict(xgboost.DMatrix(numpy.loadtxt('rows.csv', delimiter=',', dtype=numpy.float32))).tolist())
                """);

            Assert.Equal(input.Select(row => $"{row[0]},{row[1]}"), output.Select(row => $"{row[0]},{row[1]}"));
            Assert.Equal(
                predicted.Split(' ').Select(one => double.Parse(one, CultureInfo.InvariantCulture)),
                output.Select(row => double.Parse(Assert.Single(row[2..]), CultureInfo.InvariantCulture)));
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The step alone, on the model that the first run made: the same outputs again.</summary>
    private static async Task AssertReusedAsync(ServerUnderTest server, string execution)
    {
        var before = await GetAsync(server, "scores/one.csv.out");
        var again = await server.StartExecutionAsync("Scores", new JsonObject
        {
            ["SelectiveExecutionConfig"] = new JsonObject { ["SourcePipelineExecutionArn"] = execution, ["SelectedSteps"] = new JsonArray(new JsonObject { ["StepName"] = "Score" }) },
        });

        Assert.Equal("Succeeded", await server.EndAsync(again));
        Assert.Equal(before, await GetAsync(server, "scores/one.csv.out"));
    }

    private static JsonObject Definition() => Definitions.Pipeline(
        new JsonObject
        {
            ["Name"] = "Train",
            ["Type"] = "Training",
            ["Arguments"] = new JsonObject
            {
                ["AlgorithmSpecification"] = new JsonObject
                {
                    ["TrainingImage"] = Image,
                    ["TrainingInputMode"] = "File",
                    ["MetricDefinitions"] = new JsonArray(new JsonObject { ["Name"] = "validation:rmse", ["Regex"] = @".*\[[0-9]+\].*#011validation-rmse:(\S+)" }),
                },
                ["OutputDataConfig"] = new JsonObject { ["S3OutputPath"] = "s3://abalone/models/" },
                ["ResourceConfig"] = new JsonObject { ["InstanceCount"] = 1, ["InstanceType"] = "ml.m5.xlarge", ["VolumeSizeInGB"] = 30 },
                ["StoppingCondition"] = new JsonObject { ["MaxRuntimeInSeconds"] = 3600 },
                ["RoleArn"] = Role,
                ["InputDataConfig"] = new JsonArray(Channel("train"), Channel("validation")),
                ["HyperParameters"] = new JsonObject
                {
                    ["objective"] = "reg:linear", ["num_round"] = "50", ["max_depth"] = "5", ["eta"] = "0.2", ["gamma"] = "4", ["min_child_weight"] = "6", ["subsample"] = "0.7",
                },
            },
        },
        new JsonObject
        {
            ["Name"] = "Make",
            ["Type"] = "Model",
            ["Arguments"] = new JsonObject
            {
                ["ExecutionRoleArn"] = Role,
                ["PrimaryContainer"] = new JsonObject { ["Image"] = Image, ["Environment"] = new JsonObject(), ["ModelDataUrl"] = new JsonObject { ["Get"] = "Steps.Train.ModelArtifacts.S3ModelArtifacts" } },
            },
        },
        new JsonObject
        {
            ["Name"] = "Score",
            ["Type"] = "Transform",
            ["Arguments"] = new JsonObject
            {
                ["ModelName"] = new JsonObject { ["Get"] = "Steps.Make.ModelName" },
                ["TransformInput"] = new JsonObject { ["DataSource"] = Source("s3://abalone/batch/"), ["ContentType"] = "text/csv", ["SplitType"] = "Line" },
                ["TransformOutput"] = new JsonObject { ["S3OutputPath"] = "s3://abalone/scores", ["AssembleWith"] = "Line", ["Accept"] = "text/csv" },
                ["TransformResources"] = new JsonObject { ["InstanceCount"] = 1, ["InstanceType"] = "ml.m5.xlarge" },
                ["DataProcessing"] = new JsonObject { ["InputFilter"] = "$[2:]", ["JoinSource"] = "Input", ["OutputFilter"] = "$[0,1,-1]" },
            },
        });

    private static JsonObject Channel(string name) => new() { ["ChannelName"] = name, ["ContentType"] = "text/csv", ["DataSource"] = Source($"s3://abalone/{name}") };

    private static JsonObject Source(string uri) => new() { ["S3DataSource"] = new JsonObject { ["S3DataType"] = "S3Prefix", ["S3Uri"] = uri, } };

    /// <summary>The sample's data as the algorithm wants them: the label (rings) first, the sex as a number.</summary>
    private static List<string> Abalone() =>
    [
        .. File.ReadLines(Path.Combine(BuiltRefrain.Root, "samples", "abalone", "data", "abalone.csv"))
            .Select(line => line.Split(','))
            .Select(row => string.Join(',', [row[^1], row[0] switch { "M" => "0", "F" => "1", _ => "2" }, .. row[1..^1]])),
    ];

    private static string JobName(IReadOnlyDictionary<string, JsonElement> steps, string step, string kind) =>
        steps[step].GetProperty("Metadata").GetProperty(kind).GetProperty("Arn").GetString()!.Split('/')[^1]; // a job step has it

    private static Task PutAsync(ServerUnderTest server, string key, IEnumerable<string> lines) =>
        server.S3.PutObjectAsync("abalone", key, Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), "text/csv", TestContext.Current.CancellationToken);

    private static async Task<byte[]> GetAsync(ServerUnderTest server, string key)
    {
        using var body = new MemoryStream();
        await server.S3.GetObjectAsync("abalone", key, body, TestContext.Current.CancellationToken);
        return body.ToArray();
    }

    private static async Task NeedsLibrariesAsync()
    {
        var problem = File.Exists(Python) ? await ProblemAsync() : $"{Python} is not there";
        Assert.SkipWhen(problem is not null && Environment.GetEnvironmentVariable("CI") != "true", problem ?? "");
        Assert.True(problem is null, problem);
    }

    private static async Task<string?> ProblemAsync()
    {
        var run = await RunAsync("/", "import numpy, pandas, scipy, xgboost");
        return run.ExitCode == 0 ? null : $"{Python} lacks a library (apt-get install python3-xgboost python3-pandas): {run.Error.Trim().Split('\n')[^1]}";
    }

    private static async Task<string> AskAsync(string folder, string text)
    {
        var run = await RunAsync(folder, text);
        Assert.True(run.ExitCode == 0, run.ToString());
        return run.Output.Trim();
    }

    private static Task<ProgramRun> RunAsync(string folder, string text) => ProgramRun.ToEndAsync(
        Process.Start(new ProcessStartInfo(Python, ["-c", text]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!, TimeSpan.FromMinutes(1)); // no shell: a process
}
