using Refrain.Core.Steps.Condition;
using Refrain.Core.Steps.Model;
using Refrain.Core.Steps.RegisterModel;

namespace Refrain.Core.Tests.Steps;

/// <summary>Steps that make a record and start nothing.</summary>
public sealed class ModelStepTypeTests
{
    private const string Execution = "arn:aws:sagemaker:eu-central-1:123456789012:pipeline/abalone/execution/abcdefghijkl";
    private readonly ClassicRun classic = new();

    [Fact]
    public void The_classic_pipelines_model_is_described_as_reviewed() =>
        Golden.Check(
            "steps/Abalone-CreateModel.describe.json",
            Json.Pretty(ModelStepType.Describe(classic.Arguments("Abalone-CreateModel-CreateModel"), "m", "arn:aws:sagemaker:eu-central-1:123456789012:model/m", ClassicRun.Created).Text));

    [Fact]
    public void The_classic_pipelines_package_is_described_as_reviewed()
    {
        var arguments = RegisterModelStepType.WithGeneratedBy(classic.Arguments("Abalone-ModelRegister-RegisterModel"), Execution);
        var package = new PackageVersion(
            arguments, "AbaloneGroup", 3, "arn:aws:sagemaker:eu-central-1:123456789012:model-package/abalonegroup/3", "PendingManualApproval", ClassicRun.Created, ClassicRun.Created.AddSeconds(1));

        Golden.Check("steps/Abalone-ModelRegister.describe.json", Json.Pretty(RegisterModelStepType.Describe(package).Text));
    }

    [Theory]
    [InlineData("{}", """{"MetadataProperties":{"GeneratedBy":"E"}}""")]
    [InlineData("{'MetadataProperties':null}", """{"MetadataProperties":{"GeneratedBy":"E"}}""")]
    [InlineData("{'MetadataProperties':{'CommitId':'c','GeneratedBy':null}}", """{"MetadataProperties":{"CommitId":"c","GeneratedBy":"E"}}""")]
    [InlineData("{'MetadataProperties':{'GeneratedBy':'me'}}", """{"MetadataProperties":{"GeneratedBy":"me"}}""")]
    public void A_package_knows_the_execution_that_made_it(string arguments, string expected) =>
        Assert.Equal(expected, RegisterModelStepType.WithGeneratedBy(Json.Of(arguments.Replace('\'', '"')), "E").GetRawText().Replace("'", "\"", StringComparison.Ordinal));

    [Theory]
    [InlineData(true, """{"Condition":{"Outcome":"True"}}""", """{"Outcome":true}""")]
    [InlineData(false, """{"Condition":{"Outcome":"False"}}""", """{"Outcome":false}""")]
    public void A_condition_shows_its_outcome_as_the_service_does(bool outcome, string metadata, string properties)
    {
        var result = ConditionStepType.Result(outcome);

        Assert.Equal((metadata, properties, outcome), (result.Metadata.Text, result.Properties.Text, ConditionStepType.Outcome(result)));
    }
}
