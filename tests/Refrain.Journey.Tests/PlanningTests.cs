using System.Text.Json.Nodes;

namespace Refrain.Journey.Tests;

/// <summary>The planner as a user meets it: the built command line and a built server, over real jobs.</summary>
public sealed class PlanningTests
{
    [Fact]
    public async Task Plan_start_resume_explain_diff_and_coverage_tell_one_story()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await server.CreatePipelineAsync("Story", Story(trains: "echo broken >&2; exit 3"));
        var refrain = new Refrain(server.CliEnvironment);

        // Everything is new: it all would run, and Train fails.
        await refrain.SaysAsync(2, "3 run", "plan", "Story");
        await refrain.SaysAsync(3, "Train failed", "start", "Story", "--wait");

        // The same again is refused with what would help; with a repaired definition the failed step and what follows it run.
        await refrain.SaysAsync(1, "it failed in", "plan", "Story", "--select", "Evaluate");
        await server.CallAsync("UpdatePipeline", new JsonObject { ["PipelineName"] = "Story", ["PipelineDefinition"] = Story(trains: "echo model > /opt/ml/processing/out/model").ToJsonString() });
        await refrain.SaysAsync(2, "1 reuse", "resume", "Story@latest", "--definition", "current", "--plan");
        await refrain.SaysAsync(0, "reused from", "resume", "Story@latest", "--definition", "current", "--wait");

        // Nothing changed since: nothing would run. What runs, runs for a reason.
        await refrain.SaysAsync(0, "Nothing would run", "plan", "Story", "--select", "state:modified+");
        await refrain.SaysAsync(0, "left it undone", "explain", "Story@latest", "--step", "Train");
        await refrain.SaysAsync(0, "3 of 3 steps executed (100%)", "coverage", "Story");

        // Another value of a parameter that only a reused step reads has no effect, and is not let through.
        await refrain.SaysAsync(1, "--allow-stale", "start", "Story", "--select", "Evaluate", "-p", "Words=other");
        await refrain.SaysAsync(0, "Prepare", "start", "Story", "--select", "Prepare+", "-p", "Words=other", "--wait");
        await refrain.SaysAsync(2, "other", "diff", "Story@latest", (await server.FirstSuccessAsync("Story"))[^12..]);
    }

    private static JsonObject Story(string trains)
    {
        var definition = Definitions.Pipeline(
            Definitions.Shell("Prepare", "echo \"$0\" > /opt/ml/processing/out/words").WithOutput("out", "s3://story/words"),
            Definitions.Shell("Train", trains).WithInput("in", Definitions.OutputOf("Prepare", "out")).WithOutput("out", "s3://story/model"),
            Definitions.Shell("Evaluate", "cat /opt/ml/processing/in/*").WithInput("in", Definitions.OutputOf("Train", "out")));
        definition["Parameters"] = new JsonArray(new JsonObject { ["Name"] = "Words", ["Type"] = "String", ["DefaultValue"] = "some" });
        definition["Steps"]![0]!["Arguments"]!["AppSpecification"]!["ContainerEntrypoint"]!.AsArray().Add(new JsonObject { ["Get"] = "Parameters.Words" });
        return definition;
    }

    /// <summary>The command line, against one server.</summary>
    private sealed class Refrain(IReadOnlyDictionary<string, string> environment)
    {
        public async Task SaysAsync(int exitCode, string something, params string[] arguments)
        {
            var run = await BuiltRefrain.RunAsync(environment, arguments);

            Assert.True(run.ExitCode == exitCode, $"refrain {string.Join(' ', arguments)}: expected exit code {exitCode}\n{run}");
            Assert.Contains(something, run.Output + run.Error, StringComparison.Ordinal);
        }
    }
}
