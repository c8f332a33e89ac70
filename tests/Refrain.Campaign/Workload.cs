using System.Text.Json.Nodes;
using Refrain.Journey.Tests;

namespace Refrain.Campaign;

/// <summary>The pipelines that run while processes die.</summary>
internal sealed class Workload(Marks marks)
{
    /// <summary>Ends well: four steps side by side, one that reads what two of them wrote, one after it.</summary>
    public const string Wide = "Wide";

    /// <summary>Ends badly: a step that fails, one that ignores SIGTERM, one that leaves a child behind.</summary>
    public const string Mixed = "Mixed";

    private const string Out = "${SM_PROCESSING_DIR:-/opt/ml/processing}";

    /// <summary>In the environment of every process of every job, and nowhere else.</summary>
    public string Variable { get; } = $"REFRAIN_CAMPAIGN={Guid.NewGuid():N}";

    public JsonObject Definition(string pipeline) => pipeline == Wide
        ? Definitions.Pipeline(
            Step("A", $"sleep 0.2; echo a > {Out}/out/part; echo $PROCESSING_JOB_NAME > {Out}/out/job").WithOutput("out", "s3://campaign/a"),
            Step("B", $"sleep 0.5; echo b > {Out}/out/part; head -c 300000 /dev/zero > {Out}/out/zeros").WithOutput("out", "s3://campaign/b"),
            Step("C", "sleep 0.1"),
            Step("D", "sleep 0.8"),
            Step("Join", $"grep -q a {Out}/a/part && grep -q b {Out}/b/part && cat {Out}/a/part {Out}/b/part > {Out}/out/whole", "C", "D")
                .WithInput("a", Definitions.OutputOf("A", "out")).WithInput("b", Definitions.OutputOf("B", "out")).WithOutput("out", "s3://campaign/joined"),
            Step("Tail", $"test \"$(cat {Out}/in/whole | tr -d '\\n')\" = ab").WithInput("in", Definitions.OutputOf("Join", "out")))
        : Definitions.Pipeline(
            Step("Ok", "sleep 0.3"),
            Step("Fails", "sleep 0.4; exit 7"),
            Step("Stubborn", "trap '' TERM; sleep 0.4; sleep 0.4; sleep 0.4"),
            Step("Forks", "(setsid sleep 987 &) ; sleep 987 & sleep 0.2"),
            Step("After", "sleep 0.1", "Ok", "Forks"));

    private JsonObject Step(string name, string script, params string[] dependsOn)
    {
        var step = Definitions.Shell(name, marks.Around(name, script), dependsOn);
        var parts = Variable.Split('=');
        step["Arguments"]!["Environment"] = new JsonObject { [parts[0]] = parts[1] }; // Shell made the arguments
        return step;
    }
}
