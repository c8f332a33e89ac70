using System.IO.Compression;
using System.Text;
using Refrain.Transform.Plan;

namespace Refrain.Transform.Tests;

/// <summary>A whole transform job, with a real serving process.</summary>
public sealed class TransformRunTests : IDisposable
{
    private readonly TestModel model = new();

    [Fact]
    public async Task Every_object_has_an_output_of_its_name_in_the_order_of_its_records()
    {
        model.Write("input/a.csv", "1\n2\n3\n").Write("input/deep/b.csv", "4\n").Write("input/empty.csv", "");

        await model.RunAsync(TestModel.Plan("line * 2"));

        Assert.Equal("a.csv.out=11|22|33| deep/b.csv.out=44| empty.csv.out=", model.Outputs);
        Assert.Equal(0, model.Living());
    }

    [Fact]
    public async Task Answers_that_come_in_another_order_are_put_down_in_the_order_of_the_records()
    {
        model.Write("input/a", string.Join('\n', Enumerable.Range(0, 40)));

        await model.RunAsync(TestModel.Plan("(time.sleep(0.05 if int(line) % 4 == 0 else 0), line)[1]") with { BatchStrategy = "SingleRecord", MaxConcurrentTransforms = 4 });

        Assert.Equal($"a.out={string.Join('|', Enumerable.Range(0, 40))}|", model.Outputs);
        Assert.InRange(model.MostAtOnce, 2, 4);
        Assert.Equal(40, model.Asked.Count);
    }

    [Fact]
    public async Task Several_objects_share_the_requests_at_once()
    {
        foreach (var number in Enumerable.Range(0, 12))
        {
            model.Write($"input/{number:00}", $"{number}");
        }

        await model.RunAsync(TestModel.Plan("(time.sleep(0.02), line)[1]") with { SplitType = "None", MaxConcurrentTransforms = 3 });

        Assert.Equal(string.Join(' ', Enumerable.Range(0, 12).Select(number => $"{number:00}.out={number}|")), model.Outputs);
        Assert.InRange(model.MostAtOnce, 2, 3);
    }

    [Theory]
    [InlineData(null, null, "2 at once, SingleRecord, at most 1 MB a request")]
    [InlineData("MultiRecord", 2, "2 at once, MultiRecord, at most 2 MB a request")]
    public async Task The_model_says_how_it_is_fed_unless_the_request_does(string? strategy, int? payload, string terms)
    {
        model.Write("input/a", "1\n2");
        var plan = TestModel.Plan("line") with { BatchStrategy = strategy, MaxPayloadInMB = payload };
        plan.Containers[0].Environment["PARAMETERS"] = """{"MaxConcurrentTransforms":2,"BatchStrategy":"SINGLE_RECORD","MaxPayloadInMB":1}""";

        await model.RunAsync(plan);

        Assert.Contains(terms, model.Log.ToString(), StringComparison.Ordinal);
        Assert.Equal(strategy is null ? 2 : 1, model.Asked.Count);
    }

    [Fact]
    public async Task Media_types_are_passed_on_and_a_body_of_any_size_goes_without_a_length()
    {
        model.Write("input/a", new string('x', 3_000_000));

        await model.RunAsync(TestModel.Plan("len(line)") with { ContentType = "text/csv; header=absent", Accept = "text/csv", SplitType = "None", MaxPayloadInMB = 0 });

        Assert.Equal("a.out=3000000|", model.Outputs);
        Assert.EndsWith("\"text/csv; header=absent\", \"text/csv\", \"chunked\"]", Assert.Single(model.Asked), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_and_joins_go_through()
    {
        model.Write("input/a.csv", "id1,2,3\nid2,4,5\n");

        await model.RunAsync(TestModel.Plan("sum(map(int, line.split(',')))") with { ContentType = "text/csv", InputFilter = "$[1:]", JoinInput = true, OutputFilter = "$[0,-1]" });

        Assert.Equal("a.csv.out=id1,5|id2,9|", model.Outputs);
    }

    [Fact]
    public async Task Compressed_objects_are_unpacked()
    {
        using var bytes = new MemoryStream();
        await using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write("1\n2\n"u8);
        }

        model.Write("input/a.gz", bytes.ToArray()).Write("input/b.gz", "no gzip");

        Assert.StartsWith("1 of the input objects could not be transformed. b.gz: it cannot be decompressed:", await model.FailureAsync(TestModel.Plan("line") with { IsGzip = true }), StringComparison.Ordinal);
        Assert.Equal("a.gz.out=1|2|", model.Outputs);
    }

    [Theory]
    [InlineData(true, "a.out=1|2|")]
    [InlineData(false, "a.out=1|2|")]
    public async Task A_line_that_the_answer_ends_with_is_not_doubled(bool assembleWithLine, string outputs)
    {
        model.Write("input/a", "1\n2");

        await model.RunAsync(TestModel.Plan("line") with { AssembleWithLine = assembleWithLine, BatchStrategy = "SingleRecord" });

        Assert.Equal(outputs, model.Outputs);
    }

    [Fact]
    public async Task An_object_that_fails_leaves_no_output_and_the_others_do()
    {
        model.Write("input/bad", "1\nx\n3").Write("input/good", "1\n2");

        var failure = await model.FailureAsync(TestModel.Plan("int(line)") with { BatchStrategy = "SingleRecord" });

        Assert.Equal("1 of the input objects could not be transformed. bad: the model answered 400: ValueError: invalid literal for int() with base 10: 'x'", failure);
        Assert.Equal("good.out=1|2|", model.Outputs);
        Assert.Equal(0, model.Living());
    }

    [Fact]
    public async Task An_invocation_that_fails_is_made_again()
    {
        model.Write("input/a", "1");

        await model.RunAsync(TestModel.Plan("line if tries == 3 else 1 / 0") with { InvocationsMaxRetries = 2 });

        Assert.Equal("a.out=1|", model.Outputs);
        Assert.Equal(3, model.Asked.Count);
    }

    [Fact]
    public async Task An_invocation_that_takes_too_long_fails()
    {
        model.Write("input/a", "1");

        Assert.Equal(
            "1 of the input objects could not be transformed. a: the model did not answer within 1 seconds (InvocationsTimeoutInSeconds)",
            await model.FailureAsync(TestModel.Plan("time.sleep(20)") with { InvocationsTimeoutSeconds = 1 }));
    }

    [Fact]
    public async Task A_record_passes_the_containers_one_after_the_other()
    {
        model.Write("input/a", "1\n2");
        var plan = TestModel.Plan("'first-' + line if line else ''") with { ContentType = "text/csv", Accept = "text/plain" };

        await model.RunAsync(plan with { Containers = [plan.Containers[0], TestModel.Container("'second-' + line if line else ''")] });

        Assert.Equal("a.out=second-first-1|second-first-2||", model.Outputs);
        Assert.EndsWith("null, null]", model.Asked[0].Replace("\"text/csv\"", "null", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("\"text/plain\"", model.Asked[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_ends_before_it_is_ready_is_told_at_once()
    {
        model.Write("input/a", "1").Write("server.py", "import sys\nsys.exit(7)\n");

        Assert.Equal("The serving process ended with exit code 7 before it answered /ping; its last lines are in the log.", await model.FailureAsync(TestModel.Plan("line")));
    }

    [Fact]
    public async Task A_model_that_never_gets_ready_is_ended_after_a_while()
    {
        model.Write("input/a", "1");

        Assert.Equal("The model did not answer /ping with 200 within 1 seconds.", await model.FailureAsync(TestModel.Plan("line", "503") with { StartupSeconds = 1 }));
        Assert.Equal(0, model.Living());
    }

    [Fact]
    public async Task A_model_that_ends_in_the_middle_ends_the_job()
    {
        model.Write("input/a", "1\n2");

        Assert.StartsWith("The serving process ended with exit code 3 while records were sent to it", await model.FailureAsync(TestModel.Plan("os._exit(3)") with { InvocationsMaxRetries = 8 }), StringComparison.Ordinal);
        Assert.Equal("", model.Outputs);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        model.Write("input/a", "1");
        var plan = TestModel.Plan("line");

        Assert.StartsWith("The serving program /opt/ml/absent cannot be started:", await model.FailureAsync(plan with { Containers = [plan.Containers[0] with { Command = ["/opt/ml/absent"] }] }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_is_stopped_ends_what_it_started()
    {
        model.Write("input/a", "1");
        using var stop = new CancellationTokenSource();

        var run = model.RunAsync(TestModel.Plan("time.sleep(60)"), stop.Token);
        while (model.Asked.Count == 0)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(0, model.Living());
        Assert.Equal("", model.Outputs);
    }

    public void Dispose() => model.Dispose();
}
