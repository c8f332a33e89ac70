namespace Refrain.Server.Tests.Api;

public sealed class ExecutionApiTests(TestServer server) : IClassFixture<TestServer>
{
    private readonly SageMakerClient client = server.SageMaker;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Steps_tell_whether_they_ran_or_are_reused_and_from_where()
    {
        await client.CreateAsync("Api", TestPipeline.Draw("A > B > C"));
        var full = await client.RunAsync("Api");
        var second = await client.RunAsync("Api", Select(full, "B"));
        var third = await client.RunAsync("Api", Select(second, "B"));
        var answer = await server.Http.SendAsync("GET", $"/api/v1/executions/{Id(third)}/steps");
        var steps = answer.Json["steps"]!.AsArray().ToDictionary(step => (string)step!["stepName"]!, step => step!.AsObject());

        Assert.Equal("application/json", answer.Header("Content-Type"));
        Assert.Equal(["A", "B"], steps.Keys);
        Assert.Equal(("Run", "selected", "Succeeded", "Processing"), (Text("B", "disposition"), Text("B", "reason"), Text("B", "status"), Text("B", "stepType")));
        Assert.Equal(("none: a test", 1), (Text("B", "isolation"), (int)steps["B"]["attempts"]!));
        Assert.False(steps["B"].ContainsKey("originStartTime"));
        Assert.Equal(("Reuse", second, full), (Text("A", "disposition"), Text("A", "sourcePipelineExecutionArn"), Text("A", "originPipelineExecutionArn")));
        Assert.Contains(Id(full), Text("A", "jobName"), StringComparison.Ordinal);
        Assert.True(DateTimeOffset.Parse(Text("A", "originEndTime")) < DateTimeOffset.Parse(Text("A", "startTime")));

        string Text(string step, string member) => (string)steps[step][member]!;
    }

    [Fact]
    public async Task A_log_can_be_read_and_that_of_a_reused_step_is_its_makers()
    {
        await client.CreateAsync("Logs", TestPipeline.Draw("A > B"));
        var full = await client.RunAsync("Logs");
        server.Runtime.Say(Id(full), "A", "hello\nfrom A\n");
        var selective = await client.RunAsync("Logs", Select(full, "B"));

        foreach (var execution in new[] { full, selective })
        {
            var answer = await server.Http.SendAsync("GET", $"/api/v1/executions/{Id(execution)}/steps/A/logs");
            Assert.Equal((200, "hello\nfrom A\n", "text/plain; charset=utf-8"), (answer.Status, answer.Text, answer.Header("Content-Type")));
        }

        Assert.Equal("", (await server.Http.SendAsync("GET", $"/api/v1/executions/{Id(full)}/steps/B/logs?attempt=1")).Text);
    }

    [Fact]
    public async Task A_followed_log_grows_while_the_step_runs_and_ends_with_it()
    {
        await client.CreateAsync("Followed", TestPipeline.Draw("Hold > B"));
        var execution = await client.StartAsync("Followed");
        using var answer = await server.Http.BeginAsync($"/api/v1/executions/{Id(execution)}/steps/Hold/logs?follow=true");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation));
        server.Runtime.Say(Id(execution), "Hold", "one\n");
        var first = await reader.ReadLineAsync(cancellation);
        server.Runtime.Say(Id(execution), "Hold", "two\n");
        var second = await reader.ReadLineAsync(cancellation);
        server.Runtime.Say(Id(execution), "Hold", "three\n");
        server.Runtime.Release(Id(execution), "Hold");

        Assert.Equal(("one", "two", "three\n"), (first, second, await reader.ReadToEndAsync(cancellation)));
    }

    [Fact]
    public async Task Following_a_step_that_never_starts_ends_with_the_execution()
    {
        await client.CreateAsync("Never", TestPipeline.Draw("Fail > B"));
        var execution = await client.StartAsync("Never");
        var answer = await server.Http.SendAsync("GET", $"/api/v1/executions/{Id(execution)}/steps/B/logs?follow=true");

        Assert.Equal((200, ""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task A_followed_log_ends_when_the_server_goes()
    {
        await using var own = new TestServer();
        await own.InitializeAsync();
        await own.SageMaker.CreateAsync("Going", TestPipeline.Draw("Hold"));
        var execution = await own.SageMaker.StartAsync("Going");
        using var answer = await own.Http.BeginAsync($"/api/v1/executions/{Id(execution)}/steps/Hold/logs?follow=true");
        await own.ShutDownAsync();

        Assert.Equal("", await answer.Content.ReadAsStringAsync(cancellation));
        Assert.False(File.Exists(Path.Combine(own.DataDirectory, "server.json")));
    }

    [Fact]
    public async Task What_is_not_there_is_told()
    {
        await client.CreateAsync("Missing", TestPipeline.Draw("Fail > B"));
        var id = Id(await client.RunAsync("Missing"));

        Assert.Equal("404 ResourceNotFound: There is no execution with the id '000000000000'.", await RefusedAsync("/api/v1/executions/000000000000/steps"));
        Assert.Equal($"404 ResourceNotFound: The pipeline of execution '{id}' has no step 'X'.", await RefusedAsync($"/api/v1/executions/{id}/steps/X/logs"));
        Assert.Equal(
            $"404 ResourceNotFound: Step 'B' has not started in execution '{id}'. Follow it (follow=true) to wait for it.", await RefusedAsync($"/api/v1/executions/{id}/steps/B/logs"));
        Assert.Equal("404 ResourceNotFound: Step 'Fail' has had 1 attempts so far, no attempt 2.", await RefusedAsync($"/api/v1/executions/{id}/steps/Fail/logs?attempt=2"));
        Assert.Equal("400 ValidationException: attempt 'two' is no number: expected 1, 2, 3 ...", await RefusedAsync($"/api/v1/executions/{id}/steps/Fail/logs?attempt=two"));
        Assert.Equal("400 ValidationException: follow 'maybe': expected true or false.", await RefusedAsync($"/api/v1/executions/{id}/steps/Fail/logs?follow=maybe"));
        Assert.Equal("400 ValidationException: GetStepLog has no query parameter 'folow': expected attempt, follow.", await RefusedAsync($"/api/v1/executions/{id}/steps/Fail/logs?folow=true"));
        Assert.Equal("404 UnknownOperationException: There is no GET /api/v1/nonsense in Refrain's API.", await RefusedAsync("/api/v1/nonsense"));
        Assert.Equal("404 UnknownOperationException: There is no DELETE /api/v1/openapi.json in Refrain's API.", await RefusedAsync("/api/v1/openapi.json", "DELETE"));
    }

    private async Task<string> RefusedAsync(string target, string method = "GET")
    {
        var answer = await server.Http.SendAsync(method, target);
        return $"{answer.Status} {answer.Json["__type"]}: {answer.Json["message"]}";
    }

    private static string Id(string arn) => arn[^12..];

    private static object Select(string source, string step) => new { SourcePipelineExecutionArn = source, SelectedSteps = new[] { new { StepName = step } } };
}
