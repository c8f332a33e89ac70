using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Runtimes.Local;
using Refrain.Runtimes.Tests.Local;

namespace Refrain.Runtimes.Tests.Programs;

/// <summary>Transform jobs and jobs of the algorithm as the local runtime runs them: in a sandbox, with the real supervisor, program and libraries.</summary>
public sealed class TransformJobTests
{
    private const string XGBoost = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.5-1";

    [Fact]
    public async Task A_model_that_the_algorithm_trained_is_served_to_a_transform_job_with_no_network_but_loopback()
    {
        PythonLibraries.Needed();
        await using var runtime = new TestRuntime(await Sandboxes.BubblewrapAsync());

        var trained = await runtime.RunAsync(Training(runtime), TestRuntime.Job("Train"));
        var ended = await runtime.RunAsync(Transform(runtime, runtime.Store.BytesAt("s3://b/model.tar.gz")) with { NetworkIsolation = true });

        Assert.True(trained.Outcome == new JobOutcome.Exited(0), runtime.Log(TestRuntime.Job("Train")));
        Assert.True(ended.Outcome == new JobOutcome.Exited(0), runtime.Log());
        Assert.Equal(["more/b.csv.out", "rows.csv.out"], ended.Outputs.Single().Content.Entries.Select(entry => entry.Path).Order());
        var lines = runtime.Store.TextAt("s3://b/out/rows.csv.out").Split('\n');
        Assert.StartsWith("id-1,", lines[0], StringComparison.Ordinal);
        Assert.Equal(4, lines.Length); // three rows, each with its end
        Assert.Contains("serving on port", runtime.Log(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_another_sandbox_or_none_it_is_the_same(bool unshare)
    {
        PythonLibraries.Needed();
        await using var runtime = new TestRuntime(unshare ? await Sandboxes.UnshareAsync() : Sandboxes.Plain);

        await runtime.RunAsync(Training(runtime), TestRuntime.Job("Train"));
        var spec = Transform(runtime, runtime.Store.BytesAt("s3://b/model.tar.gz"));
        var ended = await runtime.RunAsync(spec with { Environment = [.. spec.Environment, new EnvironmentVariable("HTTP_PROXY", "http://127.0.0.1:9")] }); // a proxy is not for loopback

        Assert.True(ended.Outcome == new JobOutcome.Exited(0), runtime.Log());
        Assert.StartsWith("id-1,", runtime.Store.TextAt("s3://b/out/rows.csv.out"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_in_the_models_archive_serves_it()
    {
        PythonLibraries.Needed();
        await using var runtime = new TestRuntime(await Sandboxes.BubblewrapAsync());
        var archive = Archive(("code/inference.py", "def model_fn(d):\n    return open(d + '/word').read()\ndef transform_fn(m, b, c, a):\n    return ''.join(f'{m}{one}\\n' for one in b.split('\\n'))\n"), ("word", "w"));
        var spec = Transform(runtime, archive) with
        {
            Transform = Work("246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3", ("SAGEMAKER_PROGRAM", "inference.py"), ("SAGEMAKER_SUBMIT_DIRECTORY", "/opt/ml/model/code")) with { InputFilter = "$[0]", OutputFilter = null, JoinSource = null },
        };

        var ended = await runtime.RunAsync(spec);

        Assert.True(ended.Outcome == new JobOutcome.Exited(0), runtime.Log());
        Assert.Equal("wid-1\nwid-2\nwid-3\n", runtime.Store.TextAt("s3://b/out/rows.csv.out"));
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_is_the_jobs_failure()
    {
        PythonLibraries.Needed();
        await using var runtime = new TestRuntime(await Sandboxes.BubblewrapAsync());

        var ended = await runtime.RunAsync(Transform(runtime, Archive(("readme", "no model"), ("other", "x"))));

        Assert.Equal(new JobOutcome.Exited(1), ended.Outcome);
        Assert.StartsWith("The model archive has no file 'xgboost-model' at its root; it has other, readme. (The serving process ended with exit code 1", ended.FailureText, StringComparison.Ordinal);
        Assert.Empty(ended.Outputs.Single().Content.Entries);
    }

    [Fact]
    public async Task Stopping_the_job_ends_what_serves()
    {
        await using var runtime = new TestRuntime(Sandboxes.Plain);
        var archive = Archive(("code/inference.py", "import time\ndef model_fn(d):\n    return 1\ndef transform_fn(m, b, c, a):\n    print('asked', flush=True)\n    time.sleep(600)\n"));
        var spec = Transform(runtime, archive) with { Transform = Work("sagemaker-scikit-learn", ("SAGEMAKER_PROGRAM", "inference.py")) with { InputFilter = null, OutputFilter = null, JoinSource = null } };

        await runtime.Runtime.LaunchAsync(TestRuntime.Job(), spec, TestRuntime.Token);
        await Waiting.UntilAsync(() => runtime.Log().Contains("asked", StringComparison.Ordinal), "the first invocation");
        await runtime.Runtime.StopAsync(TestRuntime.Job(), spec, TestRuntime.Token);
        var ended = await runtime.Runtime.WaitAsync(TestRuntime.Job(), spec, TestRuntime.Token);

        Assert.Equal(new JobOutcome.Stopped(), ended.Outcome);
        await Waiting.UntilAsync(() => Processes.With($"{runtime.Data}/jobs").Count == 0, "the end of the serving process");
    }

    [Theory]
    [InlineData("pytorch-inference:2.0", "There is nothing that serves the image 'pytorch-inference:2.0' without a script (SAGEMAKER_PROGRAM).")]
    [InlineData("sagemaker-scikit-learn:1.2-1", "There is nothing that serves the image 'sagemaker-scikit-learn:1.2-1' without a script (SAGEMAKER_PROGRAM).")]
    public async Task An_image_that_nothing_serves_is_refused_before_the_start(string image, string reason)
    {
        await using var runtime = new TestRuntime(Sandboxes.Plain);

        var ended = await runtime.RunAsync(Transform(runtime, Archive(("x", "y"))) with { Transform = Work(image) });

        Assert.Equal(new JobOutcome.NotStarted(reason), ended.Outcome);
    }

    private static JobSpec Training(TestRuntime runtime) => new()
    {
        JobName = "pipelines-abc-Train-xyz",
        Image = XGBoost,
        Verb = "train",
        Inputs = [new JobInput("train", "/opt/ml/input/data/train", runtime.Store.Manifest(("train.csv", "1,0.1,0.2\n2,0.3,0.4\n3,0.5,0.6\n4,0.7,0.8\n")))],
        Outputs = [new JobOutput("model", "/opt/ml/model", S3Uri.Parse("s3://b/model.tar.gz"), JobOutputForm.Archive, OnlyOnSuccess: true, [])],
        Files =
        [
            new JobFile("/opt/ml/input/config/hyperparameters.json", """{"num_round":"5"}"""),
            new JobFile("/opt/ml/input/config/inputdataconfig.json", """{"train":{"ContentType":"text/csv"}}"""),
        ],
        Directories = ["/opt/ml/output"],
        MaxRuntimeSeconds = 60,
    };

    private static JobSpec Transform(TestRuntime runtime, byte[] archive) => new()
    {
        JobName = "pipelines-abc-Step-xyz",
        Image = XGBoost,
        Transform = Work(XGBoost),
        Inputs =
        [
            new JobInput("input", TransformWork.InputFolder, runtime.Store.Manifest(("rows.csv", "id-1,0.1,0.2\nid-2,0.3,0.4\nid-3,0.5,0.6\n"), ("more/b.csv", "id-4,0.1,0.2\n"))),
            new JobInput("model", "/opt/ml/transform/model-1", new ContentManifest([new ManifestEntry("model.tar.gz", runtime.Store.AddBlob(archive), archive.Length)])),
        ],
        Outputs = [new JobOutput("output", TransformWork.OutputFolder, S3Uri.Parse("s3://b/out"), JobOutputForm.Files, OnlyOnSuccess: false, [])],
        Directories = ["/opt/ml/model", "/opt/ml/output"],
        Environment = [new EnvironmentVariable("SAGEMAKER_BATCH", "true")],
        MaxRuntimeSeconds = 60,
        StopGraceSeconds = 20,
    };

    private static TransformWork Work(string image, params (string Name, string Value)[] environment) => new()
    {
        Containers = [new ServedContainer(image, environment.Select(one => new EnvironmentVariable(one.Name, one.Value)).ToValueList(), "/opt/ml/model", "/opt/ml/transform/model-1", null, null)],
        ContentType = "text/csv",
        Accept = "text/csv",
        SplitType = "Line",
        AssembleWith = "Line",
        InputFilter = "$[1:]",
        JoinSource = "Input",
        OutputFilter = "$[0,-1]",
    };

    private static byte[] Archive(params (string Path, string Text)[] files)
    {
        using var bytes = new MemoryStream();
        using (var compressed = new GZipStream(bytes, CompressionLevel.Fastest))
        using (var archive = new TarWriter(compressed))
        {
            foreach (var (path, text) in files)
            {
                archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
            }
        }

        return bytes.ToArray();
    }
}
