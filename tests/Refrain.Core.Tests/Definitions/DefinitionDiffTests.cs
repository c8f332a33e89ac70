using System.Text.Json.Nodes;
using Refrain.Core.Definitions;

namespace Refrain.Core.Tests.Definitions;

public sealed class DefinitionDiffTests
{
    private const string Drawing = "A > B > C, B > Cond ?> D !> E";

    [Fact]
    public void A_definition_does_not_differ_from_itself() => Assert.True(Diff(Drawing, _ => { }).IsEmpty);

    [Fact]
    public void Where_a_step_stands_in_the_document_does_not_matter() => Assert.True(Diff("A > B, X", definition =>
    {
        var steps = definition["Steps"]!.AsArray();
        var first = steps[0]!;
        steps.RemoveAt(0);
        steps.Add(first);
    }).IsEmpty);

    [Fact]
    public void Steps_are_added_and_removed()
    {
        var diff = DefinitionDiff.Between(Read(TestPipeline.Text("A > B > C, B > Cond ?> D !> E")), Read(TestPipeline.Text("A > B, B > Cond ?> D !> F, A > G")));

        Assert.Equal(("[F, G]", "[C, E]", 0, 0), ($"{diff.Added}", $"{diff.Removed}", diff.Changed.Count, diff.Other.Count));
    }

    [Fact]
    public void A_changed_step_tells_the_path_inside_it()
    {
        var diff = Diff(Drawing, definition => Step(definition, "B")["Arguments"]!["ProcessingResources"]!["ClusterConfig"]!["InstanceType"] = "ml.m5.large");

        Assert.Equal("""B Arguments.ProcessingResources.ClusterConfig.InstanceType "ml.t3.medium" "ml.m5.large" """.Trim(), Changes(diff));
    }

    [Fact]
    public void A_change_inside_a_branch_is_that_of_the_step_there_not_of_the_condition()
    {
        var diff = Diff(Drawing, definition => Step(definition, "Cond")["Arguments"]!["IfSteps"]![0]!["DisplayName"] = "Dee");

        Assert.Equal("""D DisplayName  "Dee" """.Trim(), Changes(diff));
    }

    [Fact]
    public void A_change_of_a_condition_is_its_own()
    {
        var diff = Diff(Drawing, definition => Step(definition, "Cond")["Arguments"]!["Conditions"]![0]!["RightValue"] = "y");

        Assert.Equal("""Cond Arguments.Conditions[0].RightValue "x" "y" """.Trim(), Changes(diff));
    }

    [Fact]
    public void A_step_that_moves_to_the_other_branch_is_changed_by_that()
    {
        var diff = Diff(Drawing, definition =>
        {
            var arguments = Step(definition, "Cond")["Arguments"]!;
            var moved = arguments["IfSteps"]![0]!;
            arguments["IfSteps"]!.AsArray().RemoveAt(0);
            arguments["ElseSteps"]!.AsArray().Add(moved);
        });

        Assert.Equal("""D Branch "Cond.IfSteps" "Cond.ElseSteps" """.Trim(), Changes(diff));
    }

    [Fact]
    public void What_stands_beside_the_steps_is_compared_too()
    {
        var old = """{"Version": "2020-12-01", "Parameters": [{"Name": "Rounds", "Type": "Integer", "DefaultValue": 50}], "Steps": []}""";
        var @new = """
            {"Version": "2020-12-01", "PipelineExperimentConfig": {"ExperimentName": "e"},
             "Parameters": [{"Name": "Eta", "Type": "Float"}, {"Name": "Rounds", "Type": "Integer", "DefaultValue": 120}], "Steps": []}
            """;

        Assert.Equal(
            """Parameters[Rounds].DefaultValue 50 120, Parameters[Eta]  {"Name":"Eta","Type":"Float"}, PipelineExperimentConfig  {"ExperimentName":"e"}""",
            string.Join(", ", DefinitionDiff.Between(Read(old), Read(@new)).Other.Select(one => $"{one.Path} {one.Old} {one.New?.Text.Replace(" ", "")}")));
    }

    private static DefinitionDiff Diff(string drawing, Action<JsonNode> change)
    {
        var text = TestPipeline.Text(drawing);
        var changed = JsonNode.Parse(text)!;
        change(changed);
        return DefinitionDiff.Between(Read(text), Read(changed.ToJsonString()));
    }

    private static JsonNode Step(JsonNode definition, string name) => definition["Steps"]!.AsArray().Single(step => (string?)step!["Name"] == name)!;

    private static string Changes(DefinitionDiff diff)
    {
        Assert.Empty(diff.Added.Concat(diff.Removed));
        Assert.Empty(diff.Other);
        return string.Join(", ", diff.Changed.SelectMany(change => change.Differences.Select(one => $"{change.Step} {one.Path} {one.Old} {one.New}")));
    }

    private static (PipelineDefinition, System.Text.Json.JsonElement) Read(string text) =>
        (DefinitionReader.Read(text, Limits.Default).Definition ?? throw new InvalidOperationException(text), new RawJson(text).Parse());
}
