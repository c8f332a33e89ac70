using System.Text;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Planning;
using Refrain.Core.Steps;
using Refrain.Engine.Ports;
using Refrain.Storage.Objects;
using Refrain.Storage.Tests.Contracts;

namespace Refrain.Storage.Tests.Objects;

public sealed class BlobUpkeepTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly Clock clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_blob_goes_when_nothing_has_named_it_for_an_hour_and_not_before()
    {
        await using var storage = await OpenAsync();
        var old = await PutAsync(storage, "key", "old");
        var held = await PutAsync(storage, "key", "held");

        Assert.Equal(new BlobGarbage(0, 0, 1, 3), await storage.BlobUpkeep.SweepAsync(Cancel));
        clock.Now += TimeSpan.FromMinutes(59);
        Assert.Equal(new BlobGarbage(0, 0, 1, 3), await storage.BlobUpkeep.SweepAsync(Cancel));
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.Equal(new BlobGarbage(1, 3, 0, 0), await storage.BlobUpkeep.FindAsync([], Cancel));
        Assert.True(storage.Objects.HasBlob(old));
        Assert.Equal(new BlobGarbage(1, 3, 0, 0), await storage.BlobUpkeep.SweepAsync(Cancel));

        Assert.False(storage.Objects.HasBlob(old));
        Assert.True(storage.Objects.HasBlob(held));
        Assert.Empty(Directory.EnumerateFiles(folder["data", "objects", "incoming"]));
    }

    [Fact]
    public async Task Bytes_that_are_stored_again_meanwhile_wait_anew()
    {
        await using var storage = await OpenAsync();
        var blob = await PutAsync(storage, "key", "bytes");
        await PutAsync(storage, "key", "others");
        await storage.BlobUpkeep.SweepAsync(Cancel);
        clock.Now += TimeSpan.FromHours(2);

        // Stored and overwritten between two looks: whoever read the key in between may still be about to write down what it found.
        await PutAsync(storage, "key", "bytes");
        await PutAsync(storage, "key", "others");
        await storage.BlobUpkeep.SweepAsync(Cancel);

        Assert.True(storage.Objects.HasBlob(blob));
        clock.Now += TimeSpan.FromHours(2);
        await storage.BlobUpkeep.SweepAsync(Cancel);
        Assert.False(storage.Objects.HasBlob(blob));
    }

    [Fact]
    public async Task A_restart_begins_the_hour_anew()
    {
        string blob;
        await using (var storage = await OpenAsync())
        {
            blob = await PutAsync(storage, "key", "old");
            await PutAsync(storage, "key", "new");
            await storage.BlobUpkeep.SweepAsync(Cancel);
        }

        clock.Now += TimeSpan.FromHours(2);
        await using var again = await OpenAsync();
        await again.BlobUpkeep.SweepAsync(Cancel);
        Assert.True(again.Objects.HasBlob(blob));
    }

    [Fact]
    public async Task Stores_win_against_a_sweep_that_runs_beside_them()
    {
        await using var storage = await OpenAsync();
        var contents = Enumerable.Range(0, 8).Select(number => $"content {number}").ToList();
        using var enough = new CancellationTokenSource();
        var sweeping = SweepUntilAsync(storage, enough.Token);
        for (var round = 0; round < 60; round++)
        {
            // Each content is named, overwritten, condemned, stored again: the key must always find its bytes.
            await Task.WhenAll(contents.Select(async (text, number) =>
            {
                var blob = await PutAsync(storage, $"k{number}", text);
                using (var bytes = storage.Objects.OpenBlob(blob))
                {
                    Assert.True(bytes is not null, $"round {round}: the bytes of k{number} are gone");
                }

                await PutAsync(storage, $"k{number}", "pause");
            }));
        }

        await enough.CancelAsync();
        Assert.True(await sweeping > 0, "nothing was ever swept, so nothing was tried");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Exactly_what_nothing_names_goes_from_a_random_world(int seed)
    {
        await using var storage = await OpenAsync();
        var world = new NamingWorld(storage, new Random(seed));
        await world.FillAsync();
        for (var round = 0; round < 4; round++)
        {
            await world.ChangeAsync();
            await storage.BlobUpkeep.SweepAsync(Cancel);
            AssertKept(world, storage, $"seed {seed}, round {round}, first look");
            clock.Now += TimeSpan.FromHours(1);
            await storage.BlobUpkeep.SweepAsync(Cancel);

            AssertKept(world, storage, $"seed {seed}, round {round}");
            var left = BlobFolder.All(folder["data", "objects"]).Select(one => one.Blob).Order();
            Assert.Equal(world.Named().Order(), left);
        }
    }

    public void Dispose() => folder.Dispose();

    private static void AssertKept(NamingWorld world, SqliteStorage storage, string when) =>
        Assert.All(world.Named(), blob => Assert.True(storage.Objects.HasBlob(blob), $"{when}: {blob} is named and gone"));

    private async Task<int> SweepUntilAsync(SqliteStorage storage, CancellationToken enough)
    {
        var swept = 0;
        while (!enough.IsCancellationRequested)
        {
            swept += (await storage.BlobUpkeep.SweepAsync(CancellationToken.None)).Blobs;
            clock.Now += TimeSpan.FromHours(1);
        }

        return swept;
    }

    private static async Task<string> PutAsync(SqliteStorage storage, string key, string text)
    {
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var record = await storage.Objects.PutAsync(new S3Uri("bucket", key), bytes, ObjectHeaders.None, Cancel);
        return record!.Blob; // the bucket is there
    }

    private async Task<SqliteStorage> OpenAsync()
    {
        var storage = await SqliteStorage.OpenAsync(folder["data"], clock);
        await storage.Objects.CreateBucketAsync("bucket", "r", Cancel);
        return storage;
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>Everything that can name a blob, drawn at random, with a plain list beside it of who names what.</summary>
    private sealed class NamingWorld(SqliteStorage storage, Random random)
    {
        private readonly Dictionary<string, HashSet<string>> naming = [];
        private readonly List<NewExecution> executions = [];
        private PipelineRecord? pipeline;
        private int made;

        /// <summary>Reachability, the naive way.</summary>
        public List<string> Named() => naming.Values.SelectMany(blobs => blobs).Distinct().ToList();

        public async Task FillAsync()
        {
            pipeline = await storage.Pipelines.CreateAsync(Sample.Pipeline("p"), null, Cancel);
            for (var number = 0; number < 12; number++)
            {
                await AddExecutionAsync();
                await AddModelAsync();
            }
        }

        public async Task ChangeAsync()
        {
            for (var change = 0; change < 10; change++)
            {
                await (random.Next(5) switch { 0 => RemoveAsync(), 1 => AddExecutionAsync(), 2 => AddModelAsync(), _ => OverwriteAsync() });
            }
        }

        private async Task<string> NewBlobAsync()
        {
            var blob = await PutAsync(storage, "scratch", $"bytes {random.Next(40)}");
            naming["scratch"] = [blob];
            return blob;
        }

        private async Task OverwriteAsync()
        {
            var key = $"key-{random.Next(6)}";
            naming[key] = [await PutAsync(storage, key, $"bytes {random.Next(40)}")];
        }

        private async Task AddModelAsync()
        {
            var blob = await NewBlobAsync();
            var (name, document) = ($"model-{made++}", new RawJson($$"""{"ModelDataUrl":"s3://bucket/m","Digest":"{{blob}}"}"""));
            await (random.Next(2) == 0
                ? (Task)storage.Models.CreateModelAsync(new ModelRecord(Sample.Scope, name, document, Sample.At(1)), name, Cancel)
                : storage.Models.RegisterAsync(new NewModelPackage(Sample.Scope, "group", "Approved", document, Sample.At(1)), name, Cancel));
            naming[name] = [blob];
        }

        private async Task AddExecutionAsync()
        {
            var (input, output, given) = (await NewBlobAsync(), await NewBlobAsync(), await NewBlobAsync());
            var plan = Sample.Plan with { Supplied = [new SuppliedResult(new StepName("Given"), Result(given))] };
            var execution = Sample.Execution(pipeline!, $"x{made++}"); // Fill made it
            execution = execution with { Started = execution.Started with { Plan = plan } };
            await storage.Executions.StartAsync(execution, null, Cancel);
            var launching = new ExecutionEvent.StepLaunching(
                Sample.At(2), new StepName("S"), 1, "job", new RawJson("{}"), Sample.Report("S", 0).Identity!, [new JobInput("in", "/in", Manifest(input))]);
            var ended = new ExecutionEvent.StepSucceeded(Sample.At(3), new StepName("S"), 1, Result(output));
            var append = Sample.Append(execution.Arn, 1, launching, ended) with
            {
                Status = random.Next(4) == 0 ? ExecutionStatus.Executing : ExecutionStatus.Succeeded,
                Reports = [Sample.Ended("S", 0) with { Result = Result(output) }],
            };
            Assert.True(await storage.Executions.AppendAsync(append, null, Cancel));
            naming[execution.Arn.ExecutionId] = [input, output, given];
            executions.Add(execution);
        }

        private async Task RemoveAsync()
        {
            var view = await storage.Archive.ViewAsync(Cancel);
            var chosen = view.Executions[random.Next(view.Executions.Count)];
            var removed = await storage.Archive.RemoveAsync(chosen, view, Cancel);
            Assert.Equal(chosen.HasEnded, removed);
            if (removed)
            {
                naming.Remove(chosen.Arn.ExecutionId);
            }
        }

        private static StepResult Result(string blob) => new()
        {
            Metadata = new RawJson("{}"),
            Properties = new RawJson("{}"),
            Outputs = [new RecordedOutput("out", new S3Uri("bucket", "out"), Manifest(blob))],
        };

        private static ContentManifest Manifest(string blob) => new([new ManifestEntry("file", blob, 1)]);
    }
}
