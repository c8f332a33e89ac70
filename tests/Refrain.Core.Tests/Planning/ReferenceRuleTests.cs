using Refrain.Core.Definitions;
using Refrain.Core.Planning;

namespace Refrain.Core.Tests.Planning;

/// <summary>What a reference must share with the version that is started (R8), and that parameters are not inherited (R10).</summary>
public sealed class ReferenceRuleTests
{
    private const string Source = "Invalid SourcePipelineExecutionArn: " + TestReference.Arn + ". ";

    [Fact]
    public void An_updated_definition_may_reuse_what_kept_its_name_and_type() => AssertPlanned(Ask("A > B > C", "C", TestReference.Of("A > B"), ReferenceRule.NameAndType));

    [Theory]
    [InlineData("Renamed > B", "The selected steps [B] have dependencies on [A] which the source execution's definition does not have.")]
    [InlineData("A:Training > B", "Step 'A' is of type Processing, but was of type Training in the source execution.")]
    public void A_renamed_or_retyped_step_cannot_be_reused(string reference, string problem) =>
        AssertRefused(problem, Ask("A > B", "B", TestReference.Of(reference), ReferenceRule.NameAndType));

    [Fact]
    public void What_is_read_must_be_there_and_the_place_is_named()
    {
        AssertRefused(
            "Step 'B' reads 'Steps.A.Out' (at $.Steps[1].Arguments.AppSpecification.ContainerArguments[0]), which the source execution's result of that step does not have.",
            Ask("A > B", "B", TestReference.Of("A > B") with { Properties = """{"Other":1}""" }, ReferenceRule.NameAndType));
        AssertRefused(
            "Step 'C' reads 'Steps.A.Out' (at $.Steps[1].Arguments.Conditions[0].LeftValue), which the source execution's result of that step does not have.",
            Ask("A > C ?> D", "C", TestReference.Of("A > C ?> D") with { Properties = "{}" }, ReferenceRule.NameAndType));
    }

    [Fact]
    public void A_property_file_that_the_reference_did_not_keep_cannot_be_read()
    {
        var definition = DefinitionReader.Read(
            """
            {"Steps":[
             {"Name":"E","Type":"Processing","Arguments":{"AppSpecification":{},"ProcessingResources":{},"ProcessingOutputConfig":{"Outputs":[{"OutputName":"o"}]}},
              "PropertyFiles":[{"PropertyFileName":"F","OutputName":"o","FilePath":"f.json"}]},
             {"Name":"B","Type":"EMRServerless","Arguments":{"x":{"Std:JsonGet":{"PropertyFile":{"Get":"Steps.E.PropertyFiles.F"},"Path":"p"}}}}]}
            """,
            Limits.Default).Definition!;

        AssertRefused(
            "Step 'B' reads 'Steps.E.PropertyFiles.F' (at $.Steps[1].Arguments.x), which the source execution's result of that step does not have.",
            Ask(definition, "B", new TestReference(definition), ReferenceRule.NameAndType));
    }

    [Theory]
    [InlineData(ReferenceRule.NameAndType, 1, null)]
    [InlineData(ReferenceRule.UnchangedUpstream, 1, null)]
    [InlineData(ReferenceRule.SameVersion, 1, "It ran version 1 of the pipeline, and version 2 is started.")]
    [InlineData(ReferenceRule.SameVersion, 2, null)]
    public void The_strict_rule_wants_the_same_version(ReferenceRule rule, int version, string? problem)
    {
        var answer = Ask("A > B", "B", TestReference.Of("A > B") with { Version = version }, rule, version: 2);

        Assert.Equal(problem is null ? null : Source + problem, (answer as PlanAnswer.Refused)?.Message);
    }

    [Theory]
    [InlineData("X > A > B > C", "C", null)]
    [InlineData("X > A, X > B > C, A > B", "C", "The definitions of steps [B] changed since the source execution.")]
    [InlineData("A > B > C > D", "C D", "The definitions of steps [A] changed since the source execution.")]
    public void The_middle_rule_wants_reused_steps_unchanged(string pipeline, string selected, string? problem)
    {
        var answer = Ask(pipeline, selected, TestReference.Of("X > A > B > C"), ReferenceRule.UnchangedUpstream);

        Assert.Equal(problem is null ? null : Source + problem, (answer as PlanAnswer.Refused)?.Message);
    }

    [Fact]
    public void A_condition_did_not_change_when_only_a_step_of_its_branches_did() =>
        AssertPlanned(Ask("C ?> D !> E, C > F", "F", TestReference.Of("C ?> D:Training, C > F"), ReferenceRule.UnchangedUpstream));

    [Fact]
    public void Parameters_are_not_inherited_from_the_reference()
    {
        var definition = DefinitionReader.Read(
            """{"Parameters":[{"Name":"P","DefaultValue":"default"},{"Name":"Q","Type":"Integer","DefaultValue":1}],"Steps":[{"Name":"A","Type":"EMRServerless"},{"Name":"B","Type":"EMRServerless","DependsOn":["A"]}]}""",
            Limits.Default).Definition!;

        var answer = ExecutionPlanner.Plan(
            new PlanRequest(definition, 1, [new ParameterOverride("Q", "+7")], TestPipeline.Names("B"), new TestReference(definition).Found, ReferenceRule.NameAndType));

        Assert.Equal([new("P", "default"), new("Q", "+7")], Assert.IsType<PlanAnswer.Planned>(answer).Plan.Parameters);
    }

    private static PlanAnswer Ask(string pipeline, string selected, TestReference reference, ReferenceRule rule, int version = 1) =>
        Ask(TestPipeline.Draw(pipeline), selected, reference, rule, version);

    private static PlanAnswer Ask(PipelineDefinition definition, string selected, TestReference reference, ReferenceRule rule, int version = 1) =>
        ExecutionPlanner.Plan(new PlanRequest(definition, version, [], TestPipeline.Names(selected), reference.Found, rule));

    private static void AssertPlanned(PlanAnswer answer) => Assert.True(answer is PlanAnswer.Planned, (answer as PlanAnswer.Refused)?.Message);

    private static void AssertRefused(string problem, PlanAnswer answer) => Assert.Equal((RefusalKind.Invalid, Source + problem), (answer as PlanAnswer.Refused) is { } refused ? (refused.Kind, refused.Message) : default);
}
