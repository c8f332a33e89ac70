using System.Text.RegularExpressions;
using Refrain.Journey.Tests;

namespace Refrain.Conformance.Tests.Recorded;

/// <summary>What the recording takes for granted: buckets and objects that were made before, and executions that have come as far as they had.</summary>
internal sealed partial class RecordedWorld(ServerUnderTest server)
{
    // Stands for every script. 7 is more than the Abalone pipelines allow: they end in their Fail step, before steps that need more than a script.
    private const string Script = """
        import pathlib, time
        for folder, file, text in (
            ("evaluation", "evaluation.json", '{"regression_metrics": {"mse": {"value": 7}}}'), ("report", "report.json", '{"result": {"value": 42}}'), ("out", "report.json", '{"result": {"value": 42}}')):
            place = pathlib.Path("/opt/ml/processing") / folder
            if place.is_dir():
                (place / file).write_text(text)
        time.sleep(SECONDS)
        """;

    private readonly Dictionary<string, string> executions = [];
    private readonly HashSet<(string Bucket, string Key)> scripts = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The recording's account and executions become those of this server: the latest execution of the pipeline.</summary>
    public string Live(string text) => Execution().Replace(
        text.Replace("123123123123", "123456789012", StringComparison.Ordinal), found => executions.GetValueOrDefault(found.Groups["pipeline"].Value, found.Value));

    /// <summary>Makes what a request reads, unless the recording says that it was not there.</summary>
    public async Task PrepareAsync(RecordedRequest request, RecordedRequest? next)
    {
        if (request is { Service: "s3", Status: not 404, Operation: not ("CreateBucket" or "ListBuckets") })
        {
            await PutAsync(request.Place.Bucket, request.Method is "GET" or "HEAD" && await HeadAsync(request.Place) is null ? request.Place.Key : "", "hello");
        }

        var seconds = next?.Operation == "StopPipelineExecution" ? 600 : 0; // what is to be stopped still runs then
        foreach (var place in Place().Matches(request.Service == "sagemaker" ? request.Text! : "").DistinctBy(found => found.Value)) // SageMaker's are always posted
        {
            await PutAsync(place.Groups["bucket"].Value, place.Groups["key"].Value, Script);
        }

        foreach (var (bucket, key) in scripts)
        {
            await PutAsync(bucket, key, Script.Replace("SECONDS", $"{seconds}", StringComparison.Ordinal));
        }

        if (Document().Match(request.Text ?? "") is { Success: true } document)
        {
            await PutAsync(document.Groups["bucket"].Value, document.Groups["key"].Value, Definitions.Pipeline(Definitions.Shell("A", "true")).ToJsonString());
        }
    }

    /// <summary>Waits until an execution that a request started, stopped or retried has come to rest: what follows meets the same state in every run.</summary>
    public async Task SettleAsync(string execution, bool stillRuns)
    {
        executions[execution.Split('/')[1]] = execution;
        await (stillRuns
            ? ServerUnderTest.UntilAsync(async () => (await server.StepsAsync(execution)).Values.Any(step => step.GetProperty("StepStatus").GetString() == "Executing") ? "" : null, execution)
            : server.EndAsync(execution));
    }

    /// <summary>The ETag of an object, when it is there.</summary>
    public async Task<string?> HeadAsync((string Bucket, string Key) place) =>
        place.Key is "" || !await server.S3.BucketExistsAsync(place.Bucket, Cancel) ? null : (await server.S3.HeadObjectAsync(place.Bucket, place.Key, Cancel))?.ETag;

    private async Task PutAsync(string bucket, string key, string text)
    {
        await server.S3.CreateBucketAsync(bucket, Cancel);
        if (key.EndsWith(".py", StringComparison.Ordinal))
        {
            scripts.Add((bucket, key));
        }

        if (key is not "")
        {
            await server.S3.PutObjectAsync(bucket, key, System.Text.Encoding.UTF8.GetBytes(text), "text/plain", Cancel);
        }
    }

    [GeneratedRegex("s3://(?<bucket>[a-z0-9.-]{3,63})/(?<key>[A-Za-z0-9/_.-]*[A-Za-z0-9])")]
    private static partial Regex Place();

    [GeneratedRegex("arn:aws:sagemaker:us-east-1:123456789012:pipeline/(?<pipeline>[A-Za-z0-9-]+)/execution/[a-z0-9]+")]
    private static partial Regex Execution();

    [GeneratedRegex("\"PipelineDefinitionS3Location\": \\{\"Bucket\": \"(?<bucket>[^\"]+)\", \"ObjectKey\": \"(?<key>[^\"]+)\"")]
    private static partial Regex Document();
}
