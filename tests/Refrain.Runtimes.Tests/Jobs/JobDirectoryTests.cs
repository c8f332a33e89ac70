using System.Formats.Tar;
using System.IO.Compression;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Runtimes.Jobs;

namespace Refrain.Runtimes.Tests.Jobs;

public sealed class JobDirectoryTests
{
    private static readonly JobToken Token = new("abc123def456", new StepName("Train"), 2);

    private static readonly JobSpec Spec = new() { JobName = "j", Image = JobSpec.HostImage, MaxRuntimeSeconds = 1 };

    [Fact]
    public void Everything_of_a_job_has_its_place()
    {
        var job = new JobDirectory("/data", Token);

        Assert.Equal("/data/jobs/abc123def456.Train.2", job.Root);
        Assert.Equal("/data/logs/abc123def456/Train.2.log", job.Log);
        Assert.Equal("/data/jobs/abc123def456.Train.2/ml/input/config", job.OnHost("/opt/ml/input/config/"));
        Assert.Equal(job.Ml, job.OnHost("/opt/ml"));
    }

    [Theory]
    [InlineData("/opt/ml", null)]
    [InlineData("/opt/ml/processing/in/", null)]
    [InlineData("/opt/mlx", "is not below /opt/ml")]
    [InlineData("/etc", "is not below /opt/ml")]
    [InlineData("/opt/ml/../../etc", "has the part '..'")]
    [InlineData("/opt/ml/a//b", "has the part ''")]
    public void A_place_of_a_job_lies_below_opt_ml(string path, string? problem) =>
        Assert.Contains(problem ?? "", ContractPath.Problem(path) ?? (problem is null ? "" : "no problem"), StringComparison.Ordinal);

    [Fact]
    public void Keys_that_cannot_all_be_files_are_said()
    {
        Assert.Null(Problem("a", "b/c", "b/d"));
        Assert.Contains("'b' is an object and also the folder of 'b/c'", Problem("b", "b/c"), StringComparison.Ordinal);
        Assert.Contains("at most 255 bytes", Problem(new string('x', 256)), StringComparison.Ordinal);
        Assert.Contains("has the part ''", Problem("folder/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_staging_that_broke_off_begins_from_nothing_and_a_done_one_is_left_alone()
    {
        using var folder = new TestFolder();
        var store = new TestStore(folder["blobs"]) { HasPaths = false };
        var job = new JobDirectory(folder["data"], Token);
        var runner = new JobRunner(store);
        var spec = Spec with
        {
            Inputs = [new JobInput("in", "/opt/ml/processing/in", store.Manifest(("deep/a", "A")))],
            Files = [new JobFile("/opt/ml/config/x.json", "{}")],
            Directories = ["/opt/ml/model"],
        };
        job.Begin();
        File.WriteAllText(Path.Combine(job.Ml, "half"), "");

        await runner.StageInAsync(job, spec, tools: null, "bubblewrap", TestContext.Current.CancellationToken);
        File.WriteAllText(Path.Combine(job.Ml, "later"), "");
        await runner.StageInAsync(job, spec, tools: null, "bubblewrap", TestContext.Current.CancellationToken);

        Assert.Equal("A", File.ReadAllText(job.OnHost("/opt/ml/processing/in/deep/a")));
        Assert.Equal(["config", "later", "model", "processing"], Directory.EnumerateFileSystemEntries(job.Ml).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("bubblewrap", job.Isolation());
    }

    [Fact]
    public async Task What_an_earlier_boot_staged_counts_for_nothing()
    {
        using var folder = new TestFolder();
        var job = new JobDirectory(folder["data"], Token);
        await new JobRunner(new TestStore(folder["blobs"])).StageInAsync(job, Spec, tools: null, "bubblewrap", TestContext.Current.CancellationToken);
        Assert.True(job.IsStaged());

        File.WriteAllText(Path.Combine(job.Root, "staged"), "another-boot\nbubblewrap");

        Assert.False(job.IsStaged());
    }

    [Fact]
    public async Task The_same_contents_give_the_same_archive()
    {
        using var folder = new TestFolder();
        string[] names = ["b", "a/z", "a/y"];
        foreach (var side in new[] { "one", "two" })
        {
            foreach (var name in side == "one" ? names : names.Reverse())
            {
                Directory.CreateDirectory(Path.GetDirectoryName(folder[$"{side}/{name}"])!);
                File.WriteAllText(folder[$"{side}/{name}"], name);
                File.SetLastWriteTimeUtc(folder[$"{side}/{name}"], new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc));
            }

            Directory.SetLastWriteTimeUtc(folder[$"{side}/a"], new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc));
            await OutputArchive.WriteAsync(folder[$"{side}.tar.gz"], DirectoryTree.Read(folder[side], out _), TestContext.Current.CancellationToken);
        }

        Assert.Equal(File.ReadAllBytes(folder["one.tar.gz"]), File.ReadAllBytes(folder["two.tar.gz"]));
        await using var archive = new TarReader(new GZipStream(File.OpenRead(folder["one.tar.gz"]), CompressionMode.Decompress));
        var entries = new List<string>();
        while (await archive.GetNextEntryAsync(copyData: true, TestContext.Current.CancellationToken) is { } entry)
        {
            entries.Add(entry.Name);
            Assert.Equal(new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.Zero), entry.ModificationTime);
        }

        Assert.Equal(["a/", "a/y", "a/z", "b"], entries);
    }

    [Fact]
    public void A_key_that_is_longer_than_S3_allows_is_said_and_the_rest_is_kept()
    {
        using var folder = new TestFolder();
        var job = new JobDirectory(folder["data"], Token);
        var deep = string.Join('/', Enumerable.Repeat(new string('d', 200), 6));
        Directory.CreateDirectory(job.OnHost($"/opt/ml/out/{deep}"));
        File.WriteAllText(job.OnHost($"/opt/ml/out/{deep}/f"), "");
        File.WriteAllText(job.OnHost("/opt/ml/out/short"), "");

        var tree = JobOutputTree.Read(job, new JobOutput("out", "/opt/ml/out", S3Uri.Parse("s3://b/o"), JobOutputForm.Files, false, []));

        Assert.Contains("longer than 1024 bytes", tree.Problem, StringComparison.Ordinal);
        Assert.Equal(["short"], tree.Files.Select(file => file.Relative));
    }

    [Theory]
    [InlineData(1024, "é", 1024)]
    [InlineData(1023, "é", 1023)]
    [InlineData(1022, "😀", 1022)]
    [InlineData(10, "", 10)]
    public void An_exit_message_is_cut_after_a_kibibyte_but_not_in_a_character(int letters, string then, int length)
    {
        using var folder = new TestFolder();
        var job = new JobDirectory(folder["data"], Token);
        Directory.CreateDirectory(job.OnHost("/opt/ml/output"));
        File.WriteAllText(job.OnHost("/opt/ml/output/message"), new string('m', letters) + then + then);

        Assert.Equal(new string('m', length), JobMessages.ReadMessage([job], out var isText));
        Assert.True(isText);
    }

    [Fact]
    public async Task An_exit_message_that_is_not_text_fails_the_job()
    {
        using var folder = new TestFolder();
        var job = new JobDirectory(folder["data"], Token);
        Directory.CreateDirectory(job.OnHost("/opt/ml/output"));
        File.WriteAllBytes(job.OnHost("/opt/ml/output/message"), [0x61, 0xff, 0x62]);

        var exit = new JobExit(new JobOutcome.Exited(0), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        var end = await new JobRunner(new TestStore(folder["blobs"])).StageOutAsync(job, Spec, exit, TestContext.Current.CancellationToken);

        Assert.StartsWith("ClientError: ", Assert.IsType<JobOutcome.Broken>(end.Outcome).Reason, StringComparison.Ordinal);
        Assert.Null(end.ExitMessage);
    }

    [Fact]
    public async Task An_end_is_read_back_as_it_was_written()
    {
        using var folder = new TestFolder();
        var store = new TestStore(folder["blobs"]);
        var job = new JobDirectory(folder["data"], Token);
        Directory.CreateDirectory(job.OnHost("/opt/ml/out"));
        File.WriteAllText(job.OnHost("/opt/ml/out/f"), "text");
        var spec = Spec with { Outputs = [new JobOutput("out", "/opt/ml/out", S3Uri.Parse("s3://b/o"), JobOutputForm.Files, false, [])] };

        var exit = new JobExit(new JobOutcome.TimedOut(5), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(5));
        var end = await new JobRunner(store).StageOutAsync(job, spec, exit, TestContext.Current.CancellationToken);

        Assert.Equal(end, job.ReadEnd());
        Assert.Equal("f", Assert.Single(Assert.Single(end.Outputs).Content.Entries).Path);
    }

    private static string? Problem(params string[] keys) =>
        StagingRules.Problem(Spec with { Inputs = [new JobInput("in", "/opt/ml/in", new ContentManifest(keys.Select(key => new ManifestEntry(key, "b", 1)).ToValueList()))] });
}
