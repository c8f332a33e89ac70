using Refrain.Cli.Pipelines;
using Refrain.Cli.Printing;
using Refrain.Cli.Serving;
using Refrain.Cli.Tests.Wire;

namespace Refrain.Cli.Tests.Printing;

public sealed class PipelineTreeTests
{
    [Fact]
    public void A_step_hangs_below_the_last_of_those_it_waits_for_and_names_the_others()
    {
        var sketch = new PipelineSketch(
        [
            new("D", "Training", ["B", "C", "A"], null), // listed first: order is by references alone
            new("A", "Processing", [], null),
            new("B", "Processing", ["A"], null),
            new("C", "Condition", ["B"], null),
            new("E", "Fail", ["C"], false),
            new("Z", "Processing", [], null),
        ]);
        using var output = new StringWriter();
        using var interruption = new Interruption();

        new Screen(RefrainRun.Host(null, output, output, interruption)).Write(PipelineTree.Draw("P", sketch));

        Assert.Equal(
            """
            P
            ├── A  Processing
            │   └── B  Processing
            │       └── C  Condition
            │           ├── D  Training, also after B, A
            │           └── if false: E  Fail
            └── Z  Processing

            """,
            output.ToString());
    }
}
