using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Aws;
using Refrain.Aws.S3;
using Refrain.Cli.Api;
using Refrain.Cli.Connecting;
using Refrain.Cli.Executions;
using Refrain.Cli.Pipelines;
using Refrain.Cli.Printing;
using Spectre.Console;

namespace Refrain.Cli.Demo;

/// <summary>What the chapters share: the connection, what happened so far, and the things that each of them does.</summary>
internal sealed class DemoStage(CliSession session, S3Client s3, AbaloneSample sample, Expectations expectations)
{
    private const int LabelWidth = 9; // "Execution"

    private IReadOnlyList<StepProgram> programs = [];

    public SageMakerApi Api => session.Api;

    public Screen Screen => session.Screen;

    public Expectations Expectations => expectations;

    /// <summary>The first full run: the reference of the chapters that follow.</summary>
    public ExecutionSnapshot? WholeRun { get; set; }

    /// <summary>The first selective run: the reference of the next.</summary>
    public ExecutionSnapshot? TrainAlone { get; set; }

    /// <summary>What Abalone-Evaluate found, run after run.</summary>
    public List<Evaluation> Evaluations { get; } = [];

    /// <summary>What reuse saved so far.</summary>
    public Savings Savings { get; } = new();

    /// <summary>The definition, with the uploaded programs in it.</summary>
    public string Definition => sample.DefinitionFor(programs);

    /// <summary>Uploads data and step programs.</summary>
    public async Task UploadAsync(CancellationToken cancellationToken)
    {
        await s3.CreateBucketAsync(AbaloneSample.Bucket, cancellationToken);
        await UploadAsync(sample.Data, AbaloneSample.DataKey, "text/csv", cancellationToken);
        programs = [.. sample.Programs()];
        long bytes = 0;
        foreach (var (program, file) in programs.SelectMany(program => program.Files.Select(file => (program, file))))
        {
            bytes += await UploadAsync(Path.Combine(program.Root, file), program.Prefix + file, "application/octet-stream", cancellationToken);
        }

        var rows = File.ReadLines(sample.Data).Count();
        Fact("Uploaded", $"abalone.csv ({rows} rows) and {programs.Count} step programs ({bytes / 1_000_000.0:0.0} MB) to s3://{AbaloneSample.Bucket}");
    }

    /// <summary>Creates the pipeline, or updates it when the data folder has one from an earlier demo.</summary>
    public async Task CreatePipelineAsync(CancellationToken cancellationToken)
    {
        var request = new JsonObject
        {
            ["PipelineName"] = AbaloneSample.Pipeline,
            ["PipelineDefinition"] = Definition,
            ["RoleArn"] = WritePipelineCommands.DefaultRole,
        };
        try
        {
            await Api.CallOnceAsync("CreatePipeline", request, cancellationToken);
        }
        catch (AwsServiceException refused) when (refused.Code is "ValidationException" && refused.Message.Contains("already exists", StringComparison.Ordinal))
        {
            await UpdatePipelineAsync(Definition, cancellationToken);
        }
    }

    /// <summary>Gives the pipeline another definition: its next version.</summary>
    public Task UpdatePipelineAsync(string definition, CancellationToken cancellationToken) => Api.CallAsync(
        "UpdatePipeline", new JsonObject { ["PipelineName"] = AbaloneSample.Pipeline, ["PipelineDefinition"] = definition }, cancellationToken);

    /// <summary>Says something, in lines that fit.</summary>
    public void Say(string text) => Screen.Write(new Text(Screen.Visible(text)));

    /// <summary>Something with a label, below the table of a run.</summary>
    public void Fact(string label, string text)
    {
        var fact = new Grid().AddColumn(new GridColumn().Width(LabelWidth).PadLeft(0).PadRight(1)).AddColumn(new GridColumn().PadLeft(0).PadRight(0));
        Screen.Write(fact.AddRow(Styles.Cell(label), Styles.Cell(text.TrimEnd())));
    }

    /// <summary>Starts an execution, shows it while it runs, and its table at the end.</summary>
    /// <param name="request">What to start; the same that <c>refrain start</c> sends.</param>
    /// <param name="quiet">Where nothing can be redrawn: show the table alone, not a line for each change.</param>
    /// <param name="cancellationToken">Stops following.</param>
    public async Task<ExecutionSnapshot> RunAsync(StartRequest request, bool quiet, CancellationToken cancellationToken)
    {
        StartCommandLine.Show(Screen, request);
        Screen.Line();
        var answer = await request.SendAsync(Api, cancellationToken);
        var showsTableAlone = quiet && !Screen.CanRedraw;
        var run = await ProgressDisplay.FollowAsync(session, answer.Required("PipelineExecutionArn"), showsTableAlone, cancellationToken);
        if (!showsTableAlone && !Screen.CanRedraw)
        {
            Screen.Line();
        }

        var origins = await new StepOrigins(Api).FindAsync(run.Steps, cancellationToken);
        var now = session.Host.Time.GetUtcNow();
        Screen.Write(StepTable.Draw(run, origins, Screen.Width, now));
        Screen.Line();
        Fact("Execution", ExecutionReport.Outcome(run.Execution, now));
        foreach (var failed in run.Steps.Where(step => step.Status is "Failed"))
        {
            Fact("Reason", failed.FailureReason ?? "none was given");
        }

        return run;
    }

    /// <summary>Starts selected steps, checks that they ran and nothing else did, and says what reuse saved.</summary>
    /// <param name="request">What to start.</param>
    /// <param name="scope">What must run and what must be reused.</param>
    /// <param name="status">How it must end.</param>
    /// <param name="cancellationToken">Stops following.</param>
    public async Task<ExecutionSnapshot> RunSelectedAsync(StartRequest request, RunScope scope, string status, CancellationToken cancellationToken)
    {
        var run = await RunAsync(request, quiet: true, cancellationToken);
        scope.Check(Expectations, run, request.Select, status);
        var origins = await new StepOrigins(Api).FindAsync(run.Steps, cancellationToken);
        foreach (var (step, origin) in origins)
        {
            Expectations.Expect($"the time that {step} took when it ran", origin.Duration > TimeSpan.Zero, "more than nothing", $"{origin.Duration}");
        }

        Fact("Saved", $"{Durations.Show(Savings.Add(run, origins))}: {string.Join(" and ", scope.Reused)} did not run again");
        return run;
    }

    /// <summary>What DescribeTrainingJob says of the job that a step started.</summary>
    public async Task<TrainingJob> TrainingJobAsync(ExecutionSnapshot run, string step, CancellationToken cancellationToken) => TrainingJob.From(
        await Api.CallAsync("DescribeTrainingJob", new JsonObject { ["TrainingJobName"] = MadeBy(run, step) }, cancellationToken));

    /// <summary>The parameters of an execution, by name.</summary>
    public async Task<Dictionary<string, string>> ParametersAsync(ExecutionSnapshot run, CancellationToken cancellationToken)
    {
        var request = new JsonObject { ["PipelineExecutionArn"] = run.Execution.Arn };
        var parameters = await Api.ListAsync("ListPipelineParametersForExecution", request, "PipelineParameters", int.MaxValue, cancellationToken);
        return parameters.ToDictionary(parameter => parameter.Required("Name"), parameter => parameter.Required("Value"));
    }

    /// <summary>Reads a JSON object from S3.</summary>
    public async Task<JsonElement> ReadJsonAsync(string s3Uri, CancellationToken cancellationToken)
    {
        var uri = new Uri(s3Uri);
        using var content = new MemoryStream();
        await s3.GetObjectAsync(uri.Host, uri.AbsolutePath.TrimStart('/'), content, cancellationToken);
        using var document = JsonDocument.Parse(content.ToArray());
        return document.RootElement.Clone();
    }

    /// <summary>The log of a step that ran in this execution.</summary>
    public Task<string> LogAsync(ExecutionSnapshot run, string step, CancellationToken cancellationToken) =>
        session.Logs.ReadAsync(run.Execution.Id, step, cancellationToken);

    /// <summary>The name of what a step made: the last part of the ARN in its metadata.</summary>
    public string MadeBy(ExecutionSnapshot run, string step)
    {
        var arn = run.Step(step)?.MadeArn;
        Expectations.Require($"what {step} made", "an ARN", arn is null ? null : "an ARN");
        return ExecutionView.IdOf(arn!); // required a line above
    }

    private async Task<long> UploadAsync(string file, string key, string contentType, CancellationToken cancellationToken)
    {
        await using var content = File.OpenRead(file);
        await s3.PutObjectAsync(AbaloneSample.Bucket, key, content, contentType, cancellationToken);
        return content.Length;
    }
}
