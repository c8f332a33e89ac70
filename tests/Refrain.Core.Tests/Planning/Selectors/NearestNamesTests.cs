using Refrain.Core.Planning.Selectors;

namespace Refrain.Core.Tests.Planning.Selectors;

public sealed class NearestNamesTests
{
    [Theory]
    [InlineData("Prepare > Train > Evaluate", "Trian", "the name of a step, such as Train")]
    [InlineData("Prepare > Train > Evaluate", "train", "the name of a step, such as Train")]
    [InlineData("Prepare > Train > Evaluate", "Evalute", "the name of a step, such as Evaluate")]
    [InlineData("Train-1, Train-2, Train-3, Train-4", "Train-5", "the name of a step, such as Train-1 or Train-2 or Train-3")]
    [InlineData("Train-10, Train-1", "Train1", "the name of a step, such as Train-1 or Train-10")]
    [InlineData("Prepare > Train", "Register", "the name of a step, or a glob: * chooses all steps")]
    [InlineData("A > B", "Z", "the name of a step, or a glob: * chooses all steps")]
    [InlineData("A > B", "b", "the name of a step, such as B")]
    [InlineData("A > B", "", "the name of a step, or a glob: * chooses all steps")]
    public void Who_mistypes_a_name_is_told_the_nearest_ones(string pipeline, string written, string expected)
    {
        var selector = new Selector.Named(TextPattern.Exactly(written));

        Assert.Equal(expected, SelectorEvaluator.Evaluate(selector, new SelectorScope { Definition = TestPipeline.Draw(pipeline) }).Problem?.Expected);
    }
}
