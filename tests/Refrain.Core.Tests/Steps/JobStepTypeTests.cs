using System.Text.Json;
using Refrain.Core.Jobs;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Processing;
using Refrain.Core.Steps.Training;

namespace Refrain.Core.Tests.Steps;

public sealed class JobStepTypeTests
{
    private readonly ClassicRun classic = new();

    [Theory]
    [InlineData("Abalone-Preprocess")]
    [InlineData("Abalone-Train")]
    [InlineData("Abalone-Evaluate")]
    public void The_classic_pipelines_jobs_are_asked_for_as_reviewed(string step) => Golden.Check($"steps/{step}.spec.json", classic.Spec(step));

    [Theory]
    [InlineData("Abalone-Preprocess")]
    [InlineData("Abalone-Train")]
    [InlineData("Abalone-Evaluate")]
    public void The_classic_pipelines_jobs_are_described_as_reviewed(string step) =>
        Golden.Check($"steps/{step}.describe.json", Json.Pretty(classic.Describe(step, ClassicRun.Ended(new JobOutcome.Exited(0))).Text));

    [Fact]
    public void A_job_that_runs_has_no_end_but_its_model_has_a_place()
    {
        var document = classic.Describe("Abalone-Train", end: null).Parse();

        Assert.Equal(("InProgress", "Starting"), (document.Text("TrainingJobStatus"), document.Text("SecondaryStatus")));
        Assert.EndsWith("/output/model.tar.gz", document.Member("ModelArtifacts")?.Text("S3ModelArtifacts"), StringComparison.Ordinal);
        Assert.Null(document.Member("TrainingEndTime"));
        Assert.Null(document.Member("FinalMetricDataList"));
        Assert.Null(document.Member("FailureReason"));
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void Every_end_has_its_status(string outcome, string status, string secondary, string? reason)
    {
        var end = ClassicRun.Ended(Outcome(outcome));
        var training = classic.Describe("Abalone-Train", end).Parse();
        var processing = classic.Describe("Abalone-Preprocess", end).Parse();

        Assert.Equal((status, secondary, reason), (training.Text("TrainingJobStatus"), training.Text("SecondaryStatus"), training.Text("FailureReason")));
        // Out of time, a training job is stopped and a processing job has failed (spec 07, 1); the step fails either way.
        Assert.Equal((outcome == "timed out" ? "Failed" : status, reason, "said at the end"), (processing.Text("ProcessingJobStatus"), processing.Text("FailureReason"), processing.Text("ExitMessage")));
    }

    public static TheoryData<string, string, string, string?> Ends => new()
    {
        { "exited 0", "Completed", "Completed", null },
        { "exited 3", "Failed", "Failed", "AlgorithmError: See job logs for more information, exit code: 3" },
        { "timed out", "Stopped", "MaxRuntimeExceeded", "ClientError: The job ran longer than MaxRuntimeInSeconds=60 and was stopped" },
        { "stopped", "Stopped", "Stopped", null },
    };

    [Theory]
    [InlineData("Abalone-Preprocess")]
    [InlineData("Abalone-Train")]
    [InlineData("Abalone-Evaluate")]
    [InlineData("Abalone-CreateModel-CreateModel")]
    [InlineData("Abalone-ModelRegister-RegisterModel")]
    public void The_classic_pipelines_resolved_arguments_are_right(string step)
    {
        var problems = new List<Diagnostic>();

        ((IRequestStepType)classic.Definition[new(step)].Type).CheckArguments(classic.Arguments(step), Limits.Default, problems.Add);

        Assert.Equal([], problems);
    }

    [Theory]
    [InlineData("{'AppSpecification':{'ImageUri':'i'},'ProcessingInputs':[{'InputName':'x','S3Input':{'LocalPath':'/p'}}]}", "ProcessingInputs[0].S3Input.S3Uri")]
    [InlineData("{'ProcessingInputs':[{'InputName':'x'},{'InputName':'y','S3Input':{'S3Uri':'s3://b/y','S3DataType':'S3Prefix'}}]}", "ProcessingInputs[1].S3Input.LocalPath")]
    [InlineData("{'AppSpecification':{}}", "AppSpecification.ImageUri")]
    [InlineData("{'AppSpecification':{'ImageUri':'i'}}", "ProcessingResources")]
    [InlineData("{'AppSpecification':{'ImageUri':'i'}}", "RoleArn")]
    [InlineData("{'ProcessingOutputConfig':{'Outputs':[{'S3Output':{'S3Uri':'s3://b/o'}}]}}", "ProcessingOutputConfig.Outputs[0].S3Output.LocalPath")]
    [InlineData("{'ProcessingOutputConfig':{'Outputs':[{'S3Output':{'S3Uri':'nope','LocalPath':'/p'}}]}}", "ProcessingOutputConfig.Outputs[0].S3Output.S3Uri")]
    [InlineData("{'ProcessingInputs':[{'InputName':'x','DatasetDefinition':{'LocalPath':'/p'}}]}", "ProcessingInputs[0].DatasetDefinition")]
    [InlineData("{'ProcessingInputs':[{'InputName':'x','S3Input':{'S3Uri':'s3://b/y','LocalPath':'/p','S3DataType':'S3Prefix','S3InputMode':'Pipe'}}]}", "ProcessingInputs[0].S3Input.S3InputMode")]
    [InlineData("{'ProcessingOutputConfig':{'Outputs':[{'FeatureStoreOutput':{}}]}}", "ProcessingOutputConfig.Outputs[0].FeatureStoreOutput")]
    public void A_processing_steps_resolved_arguments_are_checked(string arguments, string path) => AssertPlace(new ProcessingStepType(), arguments, path);

    [Theory]
    [InlineData("{}", "AlgorithmSpecification")]
    [InlineData("{'AlgorithmSpecification':{}}", "AlgorithmSpecification.TrainingImage")]
    [InlineData("{'AlgorithmSpecification':{'TrainingImage':'i'}}", "AlgorithmSpecification.TrainingInputMode")]
    [InlineData("{'AlgorithmSpecification':{'TrainingImage':'i'}}", "OutputDataConfig")]
    [InlineData("{'OutputDataConfig':{}}", "OutputDataConfig.S3OutputPath")]
    [InlineData("{'OutputDataConfig':{'S3OutputPath':'nope'}}", "OutputDataConfig.S3OutputPath")]
    [InlineData("{'InputDataConfig':[{'ChannelName':'x'}]}", "InputDataConfig[0].DataSource")]
    [InlineData("{'InputDataConfig':[{'ChannelName':'x','DataSource':{'FileSystemDataSource':{}}}]}", "InputDataConfig[0].DataSource.FileSystemDataSource")]
    [InlineData("{'InputDataConfig':[{'ChannelName':'x','DataSource':{'S3DataSource':{'S3Uri':'s3://b/x','S3DataType':'AugmentedManifestFile'}}}]}", "InputDataConfig[0].DataSource.S3DataSource.S3DataType")]
    [InlineData("{'CheckpointConfig':{'S3Uri':'nope'}}", "CheckpointConfig.S3Uri")]
    public void A_training_steps_resolved_arguments_are_checked(string arguments, string path) => AssertPlace(new TrainingStepType(), arguments, path);

    [Fact]
    public void Inputs_that_hold_programs_count_as_code_and_those_the_job_fetches_itself_are_left_out()
    {
        var inputs = new ProcessingStepType().Inputs(Json.Loose(
            "{'ProcessingInputs':[{'InputName':'mine','AppManaged':true,'S3Input':{'S3Uri':'s3://b/a','LocalPath':'/a'}},{'InputName':'code','S3Input':{'S3Uri':'s3://b/c.py','LocalPath':'/c'}},{'S3Input':{'S3Uri':'s3://b/d','LocalPath':'/d','S3DataType':'ManifestFile'}}]}"));

        Assert.Equal([new InputRequest("code", "s3://b/c.py", "S3Prefix", "/c", true), new InputRequest("input-3", "s3://b/d", "ManifestFile", "/d", false)], inputs);
    }

    private static JobOutcome Outcome(string outcome) => outcome switch
    {
        "exited 0" => new JobOutcome.Exited(0),
        "exited 3" => new JobOutcome.Exited(3),
        "timed out" => new JobOutcome.TimedOut(60),
        _ => new JobOutcome.Stopped(),
    };

    private static void AssertPlace(IJobStepType type, string arguments, string path)
    {
        var problems = new List<Diagnostic>();
        type.CheckArguments(Json.Loose(arguments), Limits.Default, problems.Add);
        Assert.Contains($"Arguments.{path}", problems.Select(problem => problem.Path));
    }
}
