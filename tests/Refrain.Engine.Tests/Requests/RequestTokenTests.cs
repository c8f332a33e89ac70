using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;

namespace Refrain.Engine.Tests.Requests;

/// <summary>The same token means the same request: one answer, one effect (spec 04, 7).</summary>
public sealed class RequestTokenTests
{
    [Fact]
    public async Task A_start_repeated_with_its_token_starts_nothing_new()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));
        var request = EngineWorld.Request() with { ClientRequestToken = "token" };

        var first = await world.Engine.Start.HandleAsync(request, EngineWorld.Cancel);
        Assert.Equal(first, await world.Engine.Start.HandleAsync(request, EngineWorld.Cancel));
        await world.RestartAsync();
        Assert.Equal(first, await world.Engine.Start.HandleAsync(request, EngineWorld.Cancel));
        Assert.Equal(1, await CountAsync(world));
    }

    public static TheoryData<string> Changes { get; } = ["parameter", "selection", "name", "version", "caller"];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_start_with_a_used_token_and_other_parameters_is_a_conflict(string change)
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));
        var request = EngineWorld.Request() with { ClientRequestToken = "token" };
        await world.Engine.Start.HandleAsync(request, EngineWorld.Cancel);

        var other = change switch
        {
            "parameter" => request with { Parameters = [new ParameterOverride("X", "1")] },
            "selection" => EngineWorld.Request("A") with { ClientRequestToken = "token" },
            "name" => request with { DisplayName = "other" },
            "version" => request with { Version = 1 },
            _ => request with { Caller = EngineWorld.Caller with { Scope = EngineWorld.Scope with { Region = "us-east-1" } } },
        };
        var refusal = await Assert.ThrowsAsync<RefusalException>(() => world.Engine.Start.HandleAsync(other, EngineWorld.Cancel));
        Assert.Equal(RefusalKind.Conflict, refusal.Kind);
        Assert.Contains("ClientRequestToken 'token' was used before with other parameters of StartPipelineExecution.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(world));
    }

    [Fact]
    public async Task Of_many_starts_with_one_token_at_once_one_starts()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));
        var request = EngineWorld.Request() with { ClientRequestToken = "token" };

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => world.Engine.Start.HandleAsync(request, EngineWorld.Cancel)));
        Assert.Single(answers.Distinct());
        Assert.Equal(1, await CountAsync(world));
    }

    [Fact]
    public async Task Requests_without_a_token_are_each_their_own()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));

        Assert.NotEqual(await world.StartAsync(), await world.StartAsync());
        Assert.Equal(2, await CountAsync(world));
    }

    [Fact]
    public async Task A_refused_request_does_not_use_its_token_up()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B"));
        var wrong = EngineWorld.Request("B") with { ClientRequestToken = "token" };

        await Assert.ThrowsAsync<RefusalException>(() => world.Engine.Start.HandleAsync(wrong, EngineWorld.Cancel));
        await world.Engine.Start.HandleAsync(EngineWorld.Request("A") with { ClientRequestToken = "token" }, EngineWorld.Cancel);
        Assert.Equal(1, await CountAsync(world));
    }

    [Fact]
    public async Task A_creation_repeated_with_its_token_gets_the_first_answer()
    {
        await using var world = new EngineWorld();

        var arn = await world.CreateAsync(Draw.Chain("A"), token: "token");
        Assert.Equal(arn, await world.CreateAsync(Draw.Chain("A"), token: "token"));
        var conflict = await Assert.ThrowsAsync<RefusalException>(() => world.CreateAsync(Draw.Chain("B"), token: "token"));
        Assert.Equal(RefusalKind.Conflict, conflict.Kind);
        var taken = await Assert.ThrowsAsync<RefusalException>(() => world.CreateAsync(Draw.Chain("A"), token: "another"));
        Assert.Equal(
            (RefusalKind.Invalid, "Pipeline names must be unique within an AWS account and region. Pipeline with name (Shells) already exists."), (taken.Kind, taken.Message));
    }

    [Fact]
    public async Task A_deletion_repeated_with_its_token_gets_the_first_answer_although_the_pipeline_is_gone()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));
        var request = new DeletePipelineRequest(EngineWorld.Caller, EngineWorld.Pipeline, "token");

        var arn = await world.Engine.Delete.HandleAsync(request, EngineWorld.Cancel);
        Assert.Equal(arn, await world.Engine.Delete.HandleAsync(request, EngineWorld.Cancel));
        var gone = await Assert.ThrowsAsync<RefusalException>(() => world.Engine.Delete.HandleAsync(request with { ClientRequestToken = "another" }, EngineWorld.Cancel));
        Assert.Equal(RefusalKind.NotFound, gone.Kind);
    }

    private static async Task<int> CountAsync(EngineWorld world)
    {
        var pipeline = await world.Stores.Pipelines.FindAsync(new Core.Identifiers.PipelineArn(EngineWorld.Scope, EngineWorld.Pipeline), EngineWorld.Cancel);
        var query = new ExecutionQuery(pipeline?.Id ?? 0, CreatedBetween.Any, ExecutionSort.CreationTime, new PageRequest(false, null, 100));
        return (await world.Stores.Executions.ListAsync(query, EngineWorld.Cancel)).Items.Count;
    }
}
