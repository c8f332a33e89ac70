using Refrain.Core.Planning;
using Refrain.Engine.Ports;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;
using Refrain.Engine.Tests.World.Runtime;
using static Refrain.Engine.Tests.World.Drawing.Expressions;

namespace Refrain.Engine.Tests.Work;

/// <summary>The cache that compares bytes instead of places.</summary>
public sealed class ContentIdentityTests
{
    private static readonly Tag Content = new(CacheIdentities.Tag, "content");

    // The places are parameters, as a client that uploads under a new key each time would give them.
    private static readonly string Definition = Draw.Pipeline(
        [("Data", "String", "s3://uploads/1/data"), ("Code", "String", "s3://uploads/1/code/train.py")],
        DrawnStep.Processing("Prep").Reads(Get("Parameters.Data")).Reads(Get("Parameters.Code"), "code").Variable("JOB", Get("Execution.ProcessingJobName")).Cached(),
        DrawnStep.Training("Train").Reads(Output("Prep"), "train").Reads(Get("Parameters.Code"), "code").Hyper("sagemaker_job_name", Get("Execution.TrainingJobName")).Cached());

    [Theory]
    [InlineData("aws", null, "Prep=Succeeded Train=Succeeded")]
    [InlineData("content", null, "Prep=hit Train=hit")]
    [InlineData("aws", "content", "Prep=hit Train=hit")]
    [InlineData("content", "aws", "Prep=Succeeded Train=Succeeded")]
    public async Task The_same_bytes_under_another_key_hit_where_bytes_count_and_the_pipeline_says_it_before_the_server(string server, string? pipeline, string expected)
    {
        await using var world = await OpenAsync(CacheIdentities.Parse(server), pipeline is null ? [] : [new Tag(CacheIdentities.Tag, pipeline)]);
        Assert.Equal("Prep=Succeeded Train=Succeeded", await world.ListAsync(await world.RunAsync()));
        await UploadAsync(world, 2, "data", "code");

        Assert.Equal(expected, await world.ListAsync(await world.RunAsync(null, null, Uploaded(2))));
    }

    [Theory]
    [InlineData("other data", "code", "Prep=Succeeded Train=Succeeded")]
    [InlineData("data", "other code", "Prep=Succeeded Train=Succeeded")]
    public async Task Other_bytes_miss_also_under_the_same_key(string data, string code, string expected)
    {
        await using var world = await OpenAsync(CacheIdentity.Aws, Content);
        await world.RunAsync();
        await UploadAsync(world, 1, data, code);

        Assert.Equal(expected, await world.ListAsync(await world.RunAsync()));
    }

    [Fact]
    public async Task A_step_whose_input_came_out_as_before_hits_although_the_step_before_it_ran()
    {
        await using var world = await OpenAsync(CacheIdentity.Content);
        world.On("Prep", Programs.Writing("out.csv", "always the same"));
        await world.RunAsync();
        await UploadAsync(world, 1, "other data", "code");

        Assert.Equal("Prep=Succeeded Train=hit", await world.ListAsync(await world.RunAsync()));
    }

    [Fact]
    public async Task A_file_of_another_name_is_another_input()
    {
        await using var world = await OpenAsync(CacheIdentity.Content);
        await world.RunAsync();
        await world.PutAsync("s3://uploads/2/data/renamed.csv", "data");

        Assert.Equal("Prep=Succeeded Train=hit", await world.ListAsync(await world.RunAsync(null, null, ("Data", "s3://uploads/2/data"))));
    }

    [Fact]
    public async Task What_an_execution_compares_is_frozen_when_it_starts()
    {
        await using var world = await OpenAsync(CacheIdentity.Content);
        await world.RunAsync();
        await UploadAsync(world, 2, "data", "code");

        // The server comes back with another option: what was started by bytes goes on by bytes, what starts now compares places.
        var asked = new TaskCompletionSource();
        world.Engine.Fate.Pause = moment => moment is { Call: "LookUpCache", After: false } ? asked.Task.WaitAsync(EngineWorld.Cancel) : Task.CompletedTask;
        var interrupted = await world.StartAsync(null, null, Uploaded(2));
        await world.UntilAsync(() => world.Engine.Fate.Met.Any(moment => moment is { Call: "LookUpCache", After: false }));
        world.CacheIdentity = CacheIdentity.Aws;
        await world.RestartAsync();
        await world.EndAsync(interrupted);

        Assert.Equal("Prep=hit Train=hit", await world.ListAsync(interrupted));
        Assert.Equal("Prep=Succeeded Train=Succeeded", await world.ListAsync(await world.RunAsync(null, null, Uploaded(2))));
    }

    [Fact]
    public async Task Runs_that_were_compared_in_one_way_are_not_found_in_the_other()
    {
        await using var world = await OpenAsync(CacheIdentity.Content);
        await world.RunAsync();
        world.CacheIdentity = CacheIdentity.Aws;
        await world.RestartAsync();

        Assert.Equal("Prep=Succeeded Train=Succeeded", await world.ListAsync(await world.RunAsync()));
    }

    [Fact]
    public async Task A_tag_that_means_nothing_is_refused_when_the_pipeline_is_made()
    {
        await using var world = new EngineWorld();
        var refused = await Assert.ThrowsAsync<RefusalException>(() => world.CreateAsync(Definition, tags: new Tag(CacheIdentities.Tag, "bytes")));

        Assert.Equal("The tag 'refrain:cache-identity' has the value 'bytes'; expected aws or content.", refused.Message);
    }

    private static (string Name, string Value)[] Uploaded(int upload) => [("Data", $"s3://uploads/{upload}/data"), ("Code", $"s3://uploads/{upload}/code/train.py")];

    private static async Task UploadAsync(EngineWorld world, int upload, string data, string code)
    {
        await world.PutAsync($"s3://uploads/{upload}/data/in.csv", data);
        await world.PutAsync($"s3://uploads/{upload}/code/train.py", code);
    }

    private static async Task<EngineWorld> OpenAsync(CacheIdentity server, params Tag[] tags)
    {
        var world = new EngineWorld { CacheIdentity = server };
        await world.RestartAsync(); // the process that was there before knows nothing of the option
        await UploadAsync(world, 1, "data", "code");
        await world.CreateAsync(Definition, tags: tags);
        return world;
    }
}
