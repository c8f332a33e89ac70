using System.Text;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Memory;
using Refrain.Simulation.Faults;
using Refrain.Simulation.Invariants;
using Refrain.Simulation.Jobs;
using Refrain.Simulation.Time;

namespace Refrain.Simulation.Stories;

/// <summary>Everything that outlives the processes of a story: time, stores, jobs, and what was promised to clients.</summary>
public sealed class Scene
{
    private readonly bool isAlone;

    /// <param name="seed">Everything follows from it.</param>
    /// <param name="moves">How many of the last moves are kept as text.</param>
    public Scene(ulong seed, int moves = 50)
    {
        (Seed, Chance, Trace) = (seed, new Chance(seed), new Trace(moves));
        Loop = new SimulationLoop(Chance.For("loop"), Trace);
        Life = new Life(Loop, "world");
        Clock = new SimulatedClock(Loop, Life);
        Log = new WorldLog(new Pulse());
        Weather = Weather.Of(Chance.For("weather"));
        isAlone = Weather.Overlaps == 0;
        Hearsay = Weather is { Delay: 0, Fault: 0, Outages: 0, Overlaps: 0 } ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(5);
        Capacity = CapacityOf(Chance.For("capacity"));
        Stores = new MemoryStores(Clock);
        Runtime = new SimulatedRuntime(Loop, Life, Chance.For("jobs"), Weather, Stores, Violations, Overcommitted);
    }

    public static Caller Caller { get; } = new(new AwsScope("eu-central-1", "123456789012"), "alice");

    public ulong Seed { get; }

    public Chance Chance { get; }

    public Trace Trace { get; }

    public SimulationLoop Loop { get; }

    /// <summary>Of clients, jobs and chaos: it never dies.</summary>
    public Life Life { get; }

    public SimulatedClock Clock { get; }

    public CountingIds Ids { get; } = new();

    public WorldLog Log { get; }

    /// <summary>How hostile the story is; fine weather at its end.</summary>
    public Weather Weather { get; set; }

    /// <summary>How long it may take until everybody has heard of what is recorded.</summary>
    public TimeSpan Hearsay { get; }

    /// <summary>What cannot be reached now.</summary>
    public Outage Lost { get; set; }

    /// <summary>What all jobs of the server may take together.</summary>
    public JobCapacity Capacity { get; }

    public MemoryStores Stores { get; }

    public SimulatedRuntime Runtime { get; }

    /// <summary>What was promised to clients.</summary>
    public Promises Promises { get; } = new();

    /// <summary>Invariants that were broken, as they were found.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>The definitions that were drawn, by their text.</summary>
    public Dictionary<string, DrawnPipeline> Drawn { get; } = [];

    /// <summary>The ports as they are behind every fate.</summary>
    public EnginePorts Ports(TimeProvider clock) => new()
    {
        Pipelines = Stores.Pipelines,
        Executions = Stores.Executions,
        Names = Stores.Executions,
        Statistics = Stores.Statistics,
        StepCache = Stores.StepCache,
        Objects = Stores.Objects,
        Jobs = Stores.Jobs,
        Models = Stores.Models,
        RequestTokens = Stores.RequestTokens,
        Runtime = Runtime,
        Ids = Ids,
        Clock = clock,
        Log = Log,
        Capacity = Capacity,
    };

    public async Task FillAsync()
    {
        await Stores.Objects.CreateBucketAsync("data", "home", CancellationToken.None);
        await Stores.Objects.PutAsync(S3Uri.Parse("s3://data/raw/rows.csv"), new MemoryStream(Encoding.UTF8.GetBytes("1,2,3")), ObjectHeaders.None, CancellationToken.None);
    }

    /// <summary>The store, or the runtime, cannot be reached for a while.</summary>
    public async Task LoseAsync(Chance chance)
    {
        Lost = chance.Happens(0.5) ? Outage.Store : Outage.Runtime;
        Loop.Say($"the {Lost} cannot be reached");
        await Task.Delay(chance.UpTo(TimeSpan.FromSeconds(60)), Clock);
        Loop.Say($"the {Lost} is there again");
        Lost = Outage.None;
    }

    /// <summary>The CPUs that the jobs claim which run now.</summary>
    public int ClaimedCpus() => Runtime.Jobs.Where(job => job.End is null).Sum(job => Cpus(job.Token));

    private static JobCapacity CapacityOf(Chance chance) => chance.Happens(0.4)
        ? new JobCapacity(chance.Between(1, 3), chance.Between(PipelineMaker.MostCpus, 4), 1_000_000)
        : new JobCapacity(1_000, 1_000, 1_000_000);

    /// <summary>Two processes at once have twice the slots; the server does not allow them (one data folder, one server).</summary>
    private string? Overcommitted() => isAlone && Capacity.Jobs < 1_000
        && (Runtime.Jobs.Count(job => job.End is null), ClaimedCpus()) is var (jobs, cpus)
        && (jobs > Capacity.Jobs || cpus > Capacity.Cpus)
            ? $"No more jobs run at once than the server has slots for: {jobs} jobs on {cpus} CPUs, of {Capacity.Jobs} and {Capacity.Cpus}."
            : null;

    private int Cpus(JobToken token) =>
        Stores.Executions.All.FirstOrDefault(record => record.Arn.ExecutionId == token.ExecutionId) is { } record ? DrawnOf(record).Cpus.GetValueOrDefault(token.Step.Value, 1) : 0;

    /// <summary>What an execution is bound to; its version is kept as long as it is.</summary>
    public DrawnPipeline DrawnOf(ExecutionRecord record) =>
        Drawn[Ledger.Now(Stores.Pipelines.FindVersionAsync(record.PipelineId, record.PipelineVersion, CancellationToken.None))!.Definition];

    public static JobToken Token(PipelineExecutionArn execution, StepName step, int attempt) => new(execution.ExecutionId, step, attempt);
}

/// <summary>What clients were told: it must be true from then on.</summary>
public sealed class Promises
{
    /// <summary>By request token: every execution that a client was told it had started.</summary>
    public SortedDictionary<string, List<string>> Started { get; } = new(StringComparer.Ordinal);

    /// <summary>Executions of which a client was told that they are being stopped.</summary>
    public List<string> Stopped { get; } = [];

    /// <summary>By execution: how many requests asked to retry it, and how many were told that it is.</summary>
    public Dictionary<string, (int Asked, int Told)> Retries { get; } = [];

    /// <summary>Pipelines that clients asked to delete: their executions may be gone.</summary>
    public List<string> Deleted { get; } = [];
}
