using System.Text.Json.Nodes;

namespace Refrain.Server.Tests.Logs;

public sealed class LogsTests(TestServer server) : IClassFixture<TestServer>
{
    private const string Group = "/aws/sagemaker/ProcessingJobs";

    private JsonClient Logs => JsonClient.Logs(server.Endpoint, TestServer.Keys);

    [Fact]
    public async Task The_groups_are_those_of_the_kinds_of_jobs()
    {
        var groups = (await Logs.CallAsync("DescribeLogGroups", new { logGroupNamePrefix = "/aws/sagemaker/T" }))["logGroups"]!.AsArray();

        Assert.Equal(["/aws/sagemaker/TrainingJobs", "/aws/sagemaker/TransformJobs"], groups.Select(group => (string?)group!["logGroupName"]));
        Assert.Equal("arn:aws:logs:us-east-1:123456789012:log-group:/aws/sagemaker/TrainingJobs:*", (string?)groups[0]!["arn"]);
    }

    [Fact]
    public async Task A_client_that_waits_with_logs_prints_every_line_once()
    {
        var (execution, job) = await StartHeldAsync("LogsWait");
        server.Runtime.Say(execution, "Hold", "one\ntwo\nhal");
        var stream = await StreamAsync(job);
        var printed = new List<string>();
        var (time, skip) = (0L, 0);

        await PollAsync(); // as SDKs do: from the time of the last event, skipping as many as were seen of that time
        Assert.Equal(["one", "two"], printed);
        server.Runtime.Say(execution, "Hold", "f\nthree\nlast words");
        await PollAsync();
        server.Runtime.Release(execution, "Hold");
        await server.SageMaker.EndAsync($"arn:aws:sagemaker:us-east-1:123456789012:pipeline/LogsWait/execution/{execution}");
        await PollAsync();

        Assert.Equal(["one", "two", "half", "three", "last words"], printed);

        async Task PollAsync()
        {
            var toSkip = skip;
            string? token = null;
            for (var count = 1; count > 0;)
            {
                var page = await Logs.CallAsync("GetLogEvents", new { logGroupName = Group, logStreamName = stream, startTime = time, startFromHead = true, nextToken = token });
                token = (string?)page["nextForwardToken"];
                var events = page["events"]!.AsArray();
                count = events.Count;
                foreach (var one in events.Skip(toSkip))
                {
                    printed.Add((string)one!["message"]!);
                    skip = (long)one["timestamp"]! == time ? skip + 1 : 1;
                    time = (long)one["timestamp"]!;
                }

                toSkip = Math.Max(0, toSkip - count);
            }
        }
    }

    [Fact]
    public async Task At_the_end_the_same_token_comes_back()
    {
        var (execution, job) = await StartHeldAsync("LogsEnd");
        server.Runtime.Say(execution, "Hold", "one\ntwo\nthree\n");
        var stream = await StreamAsync(job);

        var first = await Logs.CallAsync("GetLogEvents", new { logGroupName = Group, logStreamName = stream, startFromHead = true, limit = 2 });
        var second = await Logs.CallAsync("GetLogEvents", new { logGroupName = Group, logStreamName = stream, nextToken = (string?)first["nextForwardToken"] });
        var third = await Logs.CallAsync("GetLogEvents", new { logGroupName = Group, logStreamName = stream, nextToken = (string?)second["nextForwardToken"] });
        var back = await Logs.CallAsync("GetLogEvents", new { logGroupName = Group, logStreamName = stream, nextToken = (string?)second["nextBackwardToken"] });
        var newest = await Logs.CallAsync("GetLogEvents", new { logGroupName = Group, logStreamName = stream, limit = 1 });
        server.Runtime.Release(execution, "Hold");

        Assert.Equal(["one", "two"], Messages(first));
        Assert.Equal(["three"], Messages(second));
        Assert.Empty(Messages(third));
        Assert.Equal((string?)second["nextForwardToken"], (string?)third["nextForwardToken"]);
        Assert.Equal(["one", "two"], Messages(back));
        Assert.Equal(["three"], Messages(newest));
    }

    [Fact]
    public async Task A_log_of_many_megabytes_is_read_to_its_end_in_pages()
    {
        var (execution, job) = await StartHeldAsync("LogsLong");
        var line = new string('x', 999);
        server.Runtime.Say(execution, "Hold", string.Concat(Enumerable.Range(0, 3000).Select(n => $"{n:D6} {line}\n")) + new string('y', 600_000) + "\n");
        var stream = await StreamAsync(job);
        var lines = new List<string>();
        string? token = null;
        for (var pages = 0; pages < 20; pages++)
        {
            var page = await Logs.CallAsync("GetLogEvents", new { logGroupName = Group, logStreamName = stream, startFromHead = true, nextToken = token });
            lines.AddRange(Messages(page));
            token = (string?)page["nextForwardToken"];
        }

        server.Runtime.Release(execution, "Hold");
        Assert.Equal(Enumerable.Range(0, 3000).Select(n => $"{n:D6} {line}"), lines.Take(3000));
        Assert.Equal(600_000, lines.Skip(3000).Sum(piece => piece.Length)); // a line that is too long for an event comes in pieces
        Assert.Equal(3, lines.Count - 3000);
    }

    [Fact]
    public async Task Events_are_found_by_terms_across_streams()
    {
        var (first, _) = await StartHeldAsync("LogsFilter");
        var (second, job) = await StartHeldAsync("LogsFilter2");
        server.Runtime.Say(first, "Hold", "ERROR disk full-filter\nINFO fine-filter\n");
        server.Runtime.Say(second, "Hold", "WARN disk slow-filter\nERROR net-filter\n");

        async Task<string[]> Found(string pattern) =>
            [.. (await Logs.CallAsync("FilterLogEvents", new { logGroupName = Group, filterPattern = pattern }))["events"]!.AsArray().Select(one => (string)one!["message"]!)];
        Assert.Equal(["ERROR disk full-filter", "ERROR net-filter"], (await Found("ERROR filter")).Order());
        Assert.Equal(["WARN disk slow-filter"], await Found("filter disk -ERROR"));
        Assert.Equal(["ERROR disk full-filter"], await Found("\"disk full-filter\""));
        Assert.Equal(["INFO fine-filter", "WARN disk slow-filter"], (await Found("?INFO ?WARN filter")).Order());
        var one = await Logs.CallAsync("FilterLogEvents", new { logGroupName = Group, logStreamNamePrefix = job, limit = 1 });
        var rest = await Logs.CallAsync("FilterLogEvents", new { logGroupName = Group, logStreamNamePrefix = job, nextToken = (string?)one["nextToken"] });
        server.Runtime.Release(first, "Hold");
        server.Runtime.Release(second, "Hold");

        Assert.Equal(["WARN disk slow-filter", "ERROR net-filter"], [Assert.Single(Messages(one)), Assert.Single(Messages(rest))]);
        Assert.Null(rest["nextToken"]);
    }

    [Fact]
    public async Task Streams_are_listed_page_by_page_and_newest_first_when_asked()
    {
        var jobs = new List<string>();
        foreach (var name in (string[])["LogsList", "LogsList2", "LogsList3"])
        {
            var (execution, job) = await StartHeldAsync(name);
            server.Runtime.Say(execution, "Hold", "x\n");
            server.Runtime.Release(execution, "Hold");
            jobs.Add(job);
        }

        var newest = await Logs.CallAsync("DescribeLogStreams", new { logGroupName = Group, orderBy = "LastEventTime", descending = true, limit = 3 });
        var seen = new List<string>();
        string? token = null;
        do
        {
            var page = await Logs.CallAsync("DescribeLogStreams", new { logGroupName = Group, limit = 1, nextToken = token });
            seen.AddRange(page["logStreams"]!.AsArray().Select(stream => (string)stream!["logStreamName"]!));
            token = (string?)page["nextToken"];
        }
        while (token is not null);

        Assert.Equal(seen.Order(StringComparer.Ordinal), seen);
        Assert.All(jobs, job => Assert.Single(seen, name => name.StartsWith($"{job}/algo-1-", StringComparison.Ordinal)));
        Assert.Equal(jobs.AsEnumerable().Reverse(), newest["logStreams"]!.AsArray().Select(stream => ((string)stream!["logStreamName"]!).Split('/')[0]));
    }

    [Theory]
    [InlineData("GetLogEvents", """{"logGroupName": "/no/such/group", "logStreamName": "x"}""", "ResourceNotFoundException: The specified log group does not exist.")]
    [InlineData("GetLogEvents", """{"logGroupName": "/aws/sagemaker/TrainingJobs", "logStreamName": "x/algo-1-1"}""", "ResourceNotFoundException: The specified log stream does not exist.")]
    [InlineData("DescribeLogStreams", """{"logGroupName": "/aws/sagemaker/TrainingJobs", "limit": 51}""", "InvalidParameterException: 1 validation error detected: Value '51' at 'limit'")]
    [InlineData("DescribeLogStreams", """{"logGroupName": "/aws/sagemaker/TrainingJobs", "nextToken": "?"}""", "InvalidParameterException: The specified nextToken is invalid.")]
    [InlineData("FilterLogEvents", """{"logGroupName": "/aws/sagemaker/TrainingJobs", "filterPattern": "{ $.x = 1 }"}""", "InvalidParameterException: Refrain's FilterLogEvents knows filter patterns of terms")]
    [InlineData("PutLogEvents", "{}", "UnknownOperationException: Refrain does not offer the operation 'PutLogEvents' of the service 'logs'.")]
    [InlineData("GetLogEvents", """{"limit": "many"}""", "SerializationException: The request cannot be read: the value at $.limit has the wrong JSON type.")]
    public async Task What_is_wrong_with_a_request_is_named(string operation, string input, string refusal) =>
        Assert.StartsWith(refusal, await Logs.RefusedAsync(operation, JsonNode.Parse(input)!), StringComparison.Ordinal);

    private static string[] Messages(JsonObject page) => [.. page["events"]!.AsArray().Select(one => (string)one!["message"]!)];

    private async Task<(string Execution, string Job)> StartHeldAsync(string pipeline)
    {
        await server.SageMaker.CreateAsync(pipeline, TestPipeline.Draw("Hold"));
        var arn = await server.SageMaker.StartAsync(pipeline);
        await server.SageMaker.StepReachesAsync(arn, "Hold", "Executing");
        var job = (string)(await server.SageMaker.StepsAsync(arn))[0]["Metadata"]!["ProcessingJob"]!["Arn"]!;
        return (arn.Split('/')[^1], job.Split('/')[^1]);
    }

    private async Task<string> StreamAsync(string job) => (string)Assert.Single(
        (await Logs.CallAsync("DescribeLogStreams", new { logGroupName = Group, logStreamNamePrefix = $"{job}/", orderBy = "LogStreamName", limit = 1 }))["logStreams"]!.AsArray())!["logStreamName"]!;
}
