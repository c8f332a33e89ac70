using Refrain.Core.Identifiers;

namespace Refrain.Core.Tests.Identifiers;

public sealed class ArnTests
{
    private const string Pipeline = "arn:aws:sagemaker:eu-central-1:123456789012:pipeline/Abalone-Pipeline";

    [Fact]
    public void An_ARN_is_read_and_written()
    {
        Assert.True(PipelineArn.TryParse(Pipeline, out var pipeline));
        Assert.Equal((new AwsScope("eu-central-1", "123456789012"), "Abalone-Pipeline", Pipeline), (pipeline.Scope, pipeline.Name, pipeline.ToString()));
        Assert.True(PipelineExecutionArn.TryParse($"{Pipeline}/execution/abcdefghijkl", out var execution));
        Assert.Equal((pipeline, "abcdefghijkl", $"{Pipeline}/execution/abcdefghijkl"), (execution.Pipeline, execution.ExecutionId, execution.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Abalone-Pipeline")]
    [InlineData(Pipeline)]
    [InlineData(Pipeline + "/execution/")]
    [InlineData(Pipeline + "/execution/abc/more")]
    [InlineData("arn:aws:s3:eu-central-1:123456789012:pipeline/P/execution/abcdefghijkl")]
    [InlineData("arn:aws:sagemaker:eu-central-1:12:pipeline/P/execution/abcdefghijkl")]
    [InlineData("arn:aws:sagemaker:eu-central-1:123456789012:pipeline//execution/abcdefghijkl")]
    public void Anything_else_is_no_ARN_of_an_execution(string text)
    {
        Assert.False(PipelineExecutionArn.TryParse(text, out _));
        Assert.Throws<FormatException>(() => PipelineExecutionArn.Parse(text));
    }

    [Theory]
    [InlineData("A", true)]
    [InlineData("a-B_9", true)]
    [InlineData("", false)]
    [InlineData("a.b", false)]
    [InlineData("ä", false)]
    public void A_name_has_plain_letters_digits_hyphens_and_underscores(string text, bool valid) => Assert.Equal(valid, StepName.IsValid(text));
}
