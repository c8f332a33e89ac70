using Refrain.Cli.Connecting;
using Refrain.Cli.Demo;
using Refrain.Cli.Printing;
using Refrain.Cli.Serving;
using Refrain.Cli.Tests.Wire;
using static Refrain.Cli.Tests.Wire.FakeAccount;

namespace Refrain.Cli.Tests.Demo;

public sealed class DemoPartsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("refrain-test-").FullName;
    private readonly Interruption interruption = new();
    private readonly StringWriter output = new();

    public void Dispose()
    {
        interruption.Dispose();
        output.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Equal_programs_get_equal_prefixes_and_a_changed_byte_another()
    {
        MakeSample();
        var first = Prefixes();
        var again = Prefixes();
        File.WriteAllText(Path.Combine(folder, "samples/abalone/train/sub/Train.dll"), "other");
        var changed = Prefixes();

        Assert.Equal(first, again);
        Assert.Equal(first[0], changed[0]);
        Assert.NotEqual(first[1], changed[1]);
        Assert.Matches("^AbalonePipeline/code/[0-9a-f]{64}/train/$", first[1]);
    }

    [Fact]
    public void The_definition_names_the_uploaded_programs()
    {
        MakeSample();
        var sample = AbaloneSample.Find(folder);

        var definition = sample.DefinitionFor(sample.Programs());

        Assert.Equal($"s3://refrain-abalone/{Prefixes()[0]} s3://refrain-abalone/{Prefixes()[1]} s3://refrain-abalone/{Prefixes()[2]}", definition);
    }

    [Fact]
    public void The_samples_definition_has_a_place_for_each_program()
    {
        MakeSample(AbaloneDefinition);
        var sample = AbaloneSample.Find(folder);

        var definition = sample.DefinitionFor(sample.Programs());

        Assert.DoesNotContain("@@", definition);
        Assert.All(Prefixes(), prefix => Assert.Contains($"s3://refrain-abalone/{prefix}", definition));
    }

    [Fact]
    public void A_missing_part_of_the_sample_is_named()
    {
        MakeSample();
        Directory.Delete(Path.Combine(folder, "samples/abalone/evaluate"), recursive: true);

        var problem = Assert.Throws<CliException>(() => AbaloneSample.Find(folder));

        Assert.Equal($"{Path.Combine(folder, "samples/abalone/evaluate")} is missing.", problem.Message);
    }

    [Fact]
    public void An_unmet_expectation_says_what_was_expected_and_what_was_seen()
    {
        var expectations = new Expectations(NewScreen());

        expectations.Expect("the steps that ran", ["A", "B"], ["B", "A"]);
        expectations.Expect("the status", "Succeeded", "Failed");

        Assert.Equal((1, 1), (expectations.Met, expectations.Unmet));
        Assert.Equal("NOT AS EXPECTED: the status: expected Succeeded, seen Failed\n", output.ToString());
        Assert.Throws<UnmetExpectationException>(() => expectations.Require("the status", "Succeeded", null));
    }

    [Fact]
    public async Task What_still_runs_at_the_end_is_stopped_through_the_API_and_awaited()
    {
        var looks = 0;
        using var server = new FakeAccount().Pipeline("P")
            .Execution("P", "aaaa", "Succeeded", 1)
            .Execution("P", "bbbb", "Executing", 1)
            .Execution("P", "cccc", "Stopping", 1)
            .Serve();
        server.On("DescribePipelineExecution", body => FakeAnswer.Ok(
            $$"""{"PipelineExecutionArn":"{{body.GetProperty("PipelineExecutionArn").GetString()}}","PipelineExecutionStatus":"{{(++looks < 3 ? "Stopping" : "Stopped")}}"}"""));
        using var session = NewSession(server);

        await DemoEnd.StopExecutionsAsync(session, "P", TestContext.Current.CancellationToken);

        Assert.Equal([Arn("P", "bbbb")], server.BodiesOf("StopPipelineExecution").Select(body => body.GetProperty("PipelineExecutionArn").GetString()));
        Assert.Equal(4, looks);
    }

    [Fact]
    public async Task An_end_without_a_pipeline_is_quiet()
    {
        using var server = new FakeAccount().Serve();
        using var session = NewSession(server);

        await DemoEnd.StopExecutionsAsync(session, "P", TestContext.Current.CancellationToken);

        Assert.Empty(server.BodiesOf("StopPipelineExecution"));
    }

    [Fact]
    public void A_temporary_folder_goes_and_one_of_the_users_stays()
    {
        var temporary = DemoFolder.Make(null, keep: false, NewScreen());
        var kept = DemoFolder.Make(null, keep: true, NewScreen());
        var own = DemoFolder.Make(Path.Combine(folder, "own"), keep: false, NewScreen());
        File.WriteAllText(Path.Combine(temporary.Path, "file"), "");

        temporary.Dispose();
        kept.Dispose();
        own.Dispose();

        Assert.Equal((false, true, true), (Directory.Exists(temporary.Path), Directory.Exists(kept.Path), Directory.Exists(own.Path)));
        Directory.Delete(kept.Path);
    }

    [Fact]
    public void A_folder_on_which_a_server_runs_is_refused()
    {
        File.WriteAllText(Path.Combine(folder, "server.json"), $$"""{"endpoint":"http://127.0.0.1:1","pid":{{Environment.ProcessId}},"region":"us-east-1"}""");

        var problem = Assert.Throws<CliException>(() => DemoFolder.Make(folder, keep: false, NewScreen()));

        Assert.Equal($"A server runs on {folder} already (http://127.0.0.1:1/).", problem.Message);
    }

    private Screen NewScreen() => new(RefrainRun.Host(null, output, output, interruption));

    private CliSession NewSession(FakeServer server)
    {
        var host = RefrainRun.Host(server, output, output, interruption);
        return new CliSession(host, ConnectionSettings.Resolve(null, null, null, host.Variable));
    }

    private List<string> Prefixes() => [.. AbaloneSample.Find(folder).Programs().Select(program => program.Prefix)];

    private void MakeSample(string definition = "@@CODE_PREPROCESS@@ @@CODE_TRAIN@@ @@CODE_EVALUATE@@")
    {
        foreach (var (file, content) in new[]
        {
            ("pipeline.json", definition), ("data/abalone.csv", "M,1\n"),
            ("preprocess/Preprocess.dll", "p"), ("train/sub/Train.dll", "t"), ("evaluate/Evaluate.dll", "e"),
        })
        {
            var path = Path.Combine(folder, "samples/abalone", file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content);
        }
    }
}
