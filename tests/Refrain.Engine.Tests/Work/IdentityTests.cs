using System.Text.Json.Nodes;
using Refrain.Core.Steps;
using Refrain.Engine.Ports;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;

namespace Refrain.Engine.Tests.Work;

/// <summary>The identity recorded at a launch: equal for what is equal, and it differs exactly where something changed.</summary>
public sealed class IdentityTests
{
    [Fact]
    public async Task Two_equal_runs_have_equal_identities()
    {
        await using var world = await OpenAsync();

        var first = await IdentityAsync(world);
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(first, await IdentityAsync(world));
        Assert.NotEqual("", first.Code);
        Assert.Equal(["in1"], first.Inputs.Select(input => input.Name));
    }

    [Fact]
    public async Task Other_code_changes_the_code_alone() => Assert.Equal("Code", await ChangedAsync(world => world.PutAsync("s3://code/train.py", "2")));

    [Fact]
    public async Task Other_input_bytes_change_the_inputs_alone() => Assert.Equal("Inputs", await ChangedAsync(world => world.PutAsync("s3://data/in/a.csv", "2")));

    [Fact]
    public async Task One_more_input_file_changes_the_inputs_alone() => Assert.Equal("Inputs", await ChangedAsync(world => world.PutAsync("s3://data/in/b.csv", "")));

    [Fact]
    public async Task The_same_bytes_written_again_change_nothing() => Assert.Equal("", await ChangedAsync(world => world.PutAsync("s3://data/in/a.csv", "1")));

    [Fact]
    public async Task Another_parameter_changes_the_arguments_and_what_it_stands_in() =>
        Assert.Equal("Arguments Environment", await ChangedAsync(_ => Task.CompletedTask, ("Rounds", "51")));

    [Fact]
    public async Task Another_image_changes_the_image_with_arguments_and_definition() =>
        Assert.Equal("Definition Arguments Image", await ChangedAsync(world => world.UpdateAsync(Definition(step => step.Image("other.example/image")))));

    [Fact]
    public async Task Another_stand_in_for_the_image_changes_the_runtime_alone() =>
        Assert.Equal("Runtime", await ChangedAsync(world =>
        {
            world.Runtime.Images = _ => new ImageChoice("another", null);
            return Task.CompletedTask;
        }));

    [Fact]
    public async Task Another_variable_changes_the_environment_with_arguments_and_definition() =>
        Assert.Equal("Definition Arguments Environment", await ChangedAsync(world => world.UpdateAsync(Definition(step => step.Variable("SEED", "2")))));

    [Fact]
    public async Task Another_display_name_changes_the_definition_alone() =>
        Assert.Equal("Definition", await ChangedAsync(world => world.UpdateAsync(Definition(step =>
        {
            step.Json["DisplayName"] = "Training";
            return step;
        }))));

    [Fact]
    public async Task Members_in_another_order_change_nothing() => Assert.Equal("", await ChangedAsync(world => world.UpdateAsync(Definition(step =>
    {
        var (first, second) = (step.Arguments["ResourceConfig"]!.DeepClone(), step.Arguments["RoleArn"]!.DeepClone());
        step.Arguments.Remove("ResourceConfig");
        step.Arguments.Remove("RoleArn");
        step.Arguments["RoleArn"] = second;
        step.Arguments["ResourceConfig"] = new JsonObject(first.AsObject().Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        return step;
    }))));

    private static string Definition(Func<DrawnStep, DrawnStep> change) => Draw.Pipeline(
        [("Rounds", "Integer", 50)],
        change(DrawnStep.Training("Train").Reads("s3://data/in/").Reads("s3://code/train.py", "code").Hyper("num_round", Expressions.Get("Parameters.Rounds")).Variable("SEED", "1")));

    private static async Task<EngineWorld> OpenAsync()
    {
        var world = new EngineWorld();
        await world.PutAsync("s3://data/in/a.csv", "1");
        await world.PutAsync("s3://code/train.py", "1");
        await world.CreateAsync(Definition(step => step));
        return world;
    }

    private static async Task<string> ChangedAsync(Func<EngineWorld, Task> change, params (string Name, string Value)[] parameters)
    {
        await using var world = await OpenAsync();
        var before = await IdentityAsync(world);
        await change(world);
        var after = await IdentityAsync(world, parameters);
        (string Part, bool Equal)[] parts =
        [
            (nameof(StepIdentity.Definition), before.Definition == after.Definition),
            (nameof(StepIdentity.Arguments), before.Arguments == after.Arguments),
            (nameof(StepIdentity.Image), before.Image == after.Image),
            (nameof(StepIdentity.Runtime), before.Runtime == after.Runtime),
            (nameof(StepIdentity.Environment), before.Environment == after.Environment),
            (nameof(StepIdentity.Code), before.Code == after.Code),
            (nameof(StepIdentity.Inputs), before.Inputs.Equals(after.Inputs)),
        ];
        return string.Join(' ', parts.Where(part => !part.Equal).Select(part => part.Part));
    }

    private static async Task<StepIdentity> IdentityAsync(EngineWorld world, params (string Name, string Value)[] parameters)
    {
        var arn = await world.RunAsync(null, null, parameters);
        return (await world.StepAsync(arn, "Train")).Report.Identity ?? throw new InvalidOperationException("The launch recorded no identity.");
    }
}
