using Refrain.Core.Expressions;

namespace Refrain.Core.Tests.Expressions;

public sealed class ReferenceTests
{
    [Theory]
    [InlineData("Parameters.X", "Parameter { Name = X }")]
    [InlineData("Execution.PipelineName", "Execution { Name = PipelineName }")]
    [InlineData("Execution.CurrentDateTime", "Execution { Name = CurrentDateTime }")]
    [InlineData("PipelineExperimentConfig.TrialName", "Experiment { Name = TrialName }")]
    [InlineData("Steps.A-1_b.ModelArtifacts.S3ModelArtifacts", "Property { Step = A-1_b, Path = ModelArtifacts.S3ModelArtifacts }")]
    [InlineData("Steps.L.OutputParameters['my out.put']", "Property { Step = L, Path = OutputParameters['my out.put'] }")]
    [InlineData("Steps.C.Outcome", "Property { Step = C, Path = Outcome }")]
    [InlineData("Steps.E.PropertyFiles.Report", "PropertyFile { Step = E, Name = Report }")]
    [InlineData("Steps.E.PropertyFiles['Report']", "PropertyFile { Step = E, Name = Report }")]
    [InlineData("Steps.T.TrainingJobSummaries[0:3].TrainingJobName", "Property { Step = T, Path = TrainingJobSummaries[0:3].TrainingJobName }")]
    public void A_reference_names_one_thing(string text, string expected)
    {
        Assert.True(Reference.TryParse(text, out var reference, out _));
        Assert.Equal(expected, reference.ToString());
    }

    [Theory]
    [InlineData("", "it must begin with Parameters., Execution., PipelineExperimentConfig. or Steps.")]
    [InlineData("X.Y", "it must begin with Parameters., Execution., PipelineExperimentConfig. or Steps.")]
    [InlineData("parameters.X", "it must begin with Parameters., Execution., PipelineExperimentConfig. or Steps.")]
    [InlineData("PipelineExperimentConfig.Other", "it must begin with Parameters., Execution., PipelineExperimentConfig. or Steps.")]
    [InlineData("Parameters.", "it must go on with the name of a parameter")]
    [InlineData("Steps.A", "it must go on with Steps.NAME.PROPERTY")]
    [InlineData("Steps.", "it must go on with Steps.NAME.PROPERTY")]
    [InlineData("Steps..X", "it must go on with Steps.NAME.PROPERTY")]
    [InlineData("Steps.A['x']", "it must go on with Steps.NAME.PROPERTY")]
    [InlineData("Steps.A.b[", "the property path 'b[' is not readable from character 2 on")]
    [InlineData("Steps.A.PropertyFiles.", "it must go on with the name of a property file")]
    public void What_is_no_reference_is_refused_with_a_reason(string text, string reason)
    {
        Assert.False(Reference.TryParse(text, out _, out var problem));
        Assert.Equal(reason, problem);
    }

    [Fact]
    public void An_unknown_execution_variable_is_refused_with_the_list_of_all()
    {
        Assert.False(Reference.TryParse("Execution.Nope", out _, out var problem));
        Assert.Equal(
            "there is no execution variable 'Nope'; there are PipelineName, PipelineArn, PipelineExecutionId, PipelineExecutionArn, StartDateTime, "
            + "CurrentDateTime, TrainingJobName, ProcessingJobName",
            problem);
    }
}
