using Refrain.Core.Executions;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;
using Refrain.Engine.Tests.World.Runtime;

namespace Refrain.Engine.Tests.Work;

/// <summary>How places in the object store become files of a job (spec 07, 2.1).</summary>
public sealed class InputTests
{
    [Theory]
    [InlineData("s3://data/in", "a.csv sub/b.csv")]
    [InlineData("s3://data/in/", "a.csv sub/b.csv")]
    [InlineData("s3://data/in/a.csv", "a.csv")]
    [InlineData("s3://data/in/su", "sub/b.csv")]
    public async Task A_prefix_names_all_keys_that_begin_with_it(string uri, string files)
    {
        await using var world = new EngineWorld();
        await world.PutAsync("s3://data/in/a.csv", "a");
        await world.PutAsync("s3://data/in/sub/b.csv", "b");
        await world.PutAsync("s3://data/in/marker/", "");
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A").Reads(uri)));

        var arn = await world.RunAsync();
        Assert.Equal(files, StagedFiles(world.Job(arn, "A")));
    }

    [Fact]
    public async Task More_keys_than_one_page_holds_are_all_staged()
    {
        await using var world = new EngineWorld();
        for (var number = 0; number < 2_001; number++)
        {
            await world.PutAsync($"s3://data/in/{number:d4}", "x");
        }

        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A").Reads("s3://data/in/")));
        Assert.Equal(2_001, world.Job(await world.RunAsync(), "A").Spec.Inputs.Single().Content.Entries.Count);
    }

    [Fact]
    public async Task A_manifest_lists_what_is_staged()
    {
        await using var world = new EngineWorld();
        await world.PutAsync("s3://data/in/a.csv", "a");
        await world.PutAsync("s3://data/in/sub/b.csv", "b");
        await world.PutAsync("s3://data/in/c.csv", "c");
        await world.PutAsync("s3://data/manifest.json", """[{"prefix":"s3://data/in/"},"a.csv","sub/b.csv"]""");
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A").Reads("s3://data/manifest.json", type: "ManifestFile")));

        Assert.Equal("a.csv sub/b.csv", StagedFiles(world.Job(await world.RunAsync(), "A")));
    }

    [Theory]
    [InlineData("""[{"prefix":"s3://data/in/"},"gone.csv"]""")]
    [InlineData("""[{"prefix":"s3://data/in/"},7]""")]
    [InlineData("""[{"prefix":"s3://data/in/"}]""")]
    [InlineData("""["a.csv"]""")]
    [InlineData("""{"prefix":"s3://data/in/"}""")]
    [InlineData("[]")]
    [InlineData("not JSON")]
    public async Task A_manifest_that_leads_nowhere_fails_the_step(string manifest)
    {
        await using var world = new EngineWorld();
        await world.PutAsync("s3://data/in/a.csv", "a");
        await world.PutAsync("s3://data/manifest.json", manifest);
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A").Reads("s3://data/manifest.json", type: "ManifestFile")));

        await FailsAsync(world, "ClientError: No S3 objects found under S3 URL \"s3://data/manifest.json\" given in input data source 'in1'.");
    }

    [Theory]
    [InlineData("https://data/in", "ClientError: The S3Uri 'https://data/in' of input 'in1' is not an S3 URI.")]
    [InlineData("s3://", "ClientError: Model Validation failed: Value 's3://' for 'S3Uri' failed to satisfy regular expression pattern: (https|s3)://([^/]+)/?(.*) (at Arguments.ProcessingInputs[0].S3Input.S3Uri; expected: s3://BUCKET/KEY)")]
    [InlineData("s3://data/none/", "ClientError: No S3 objects found under S3 URL \"s3://data/none/\" given in input data source 'in1'.")]
    [InlineData("s3://nobucket/none", "ClientError: No S3 objects found under S3 URL \"s3://nobucket/none\" given in input data source 'in1'.")]
    public async Task A_place_with_nothing_to_read_fails_the_step_before_anything_is_launched(string uri, string reason)
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A").Reads(uri)));

        await FailsAsync(world, reason);
    }

    [Fact]
    public async Task What_a_program_stores_itself_is_read_where_it_put_it()
    {
        await using var world = new EngineWorld();
        var make = DrawnStep.Processing("Make").To("s3://results/own");
        make.Arguments["ProcessingOutputConfig"]!["Outputs"]![0]!["AppManaged"] = true;
        await world.CreateAsync(Draw.Pipeline(make, DrawnStep.Processing("Use").Reads(Expressions.Output("Make"))));
        world.On("Make", async _ =>
        {
            await world.PutAsync("s3://results/own/data.txt", "mine");
            return Programs.Good;
        });

        var first = await world.RunAsync();
        Assert.Equal("mine", world.Job(first, "Use").Inputs());
        Assert.Equal("mine", world.Job(await world.RunAsync("Use", first), "Use").Inputs());
    }

    private static async Task FailsAsync(EngineWorld world, string reason)
    {
        var arn = await world.StartAsync();
        Assert.Equal(ExecutionStatus.Failed, await world.EndAsync(arn));
        Assert.Equal("A=Failed", await world.ListAsync(arn));
        Assert.Equal(reason, (await world.StepAsync(arn, "A")).Report.FailureReason);
        Assert.Empty(world.Jobs(arn));
    }

    private static string StagedFiles(ScriptedJob job)
    {
        const string Folder = "/opt/ml/processing/input/in1/";
        return string.Join(' ', job.Staged.Keys.Where(path => path.StartsWith(Folder, StringComparison.Ordinal)).Select(path => path[Folder.Length..]).Order(StringComparer.Ordinal));
    }
}
