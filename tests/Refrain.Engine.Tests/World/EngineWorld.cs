using System.Text;
using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Planning;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;
using Refrain.Engine.Requests;
using Refrain.Engine.Tests.World.Memory;
using Refrain.Engine.Tests.World.Runtime;

namespace Refrain.Engine.Tests.World;

/// <summary>Stores, runtime, clock and names in one place, and a process of the real engine that lives there.</summary>
public sealed class EngineWorld : IAsyncDisposable
{
    public const string Pipeline = "Shells";

    private readonly List<EngineProcess> processes = [];
    private readonly EngineProcess observer; // reads for the test, whatever befalls the process under test

    public EngineWorld()
    {
        Log = new WorldLog(Pulse);
        Clock = new ManualClock(Pulse);
        Stores = new MemoryStores(Clock);
        Runtime = new ScriptedRuntime(Stores.Objects, Clock, Pulse);
        Engine = NewProcess();
        observer = NewProcess();
    }

    public static AwsScope Scope { get; } = new("eu-central-1", "123456789012");

    public static Caller Caller { get; } = new(Scope, "alice");

    public Pulse Pulse { get; } = new();

    public ManualClock Clock { get; }

    public CountingIds Ids { get; } = new();

    public MemoryStores Stores { get; }

    public ScriptedRuntime Runtime { get; }

    public WorldLog Log { get; }

    /// <summary>The server's limits; for processes made from now on.</summary>
    public Limits Limits { get; set; } = Limits.Default with { RunningExecutions = 100_000 };

    /// <summary>What all jobs of a process may take together; for processes made from now on.</summary>
    public JobCapacity Capacity { get; set; } = new(Jobs: 1_000, Cpus: 1_000, MemoryMib: 1_000_000);

    /// <summary>The server's option; for processes made from now on.</summary>
    public CacheIdentity CacheIdentity { get; set; } = CacheIdentity.Aws;

    /// <summary>The process that requests go to.</summary>
    public EngineProcess Engine { get; private set; }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Another process on the same world; it drives nothing until its coordinator is started.</summary>
    public EngineProcess NewProcess(Func<PortMoment, Turn>? decide = null, ReferenceRule rule = ReferenceRule.NameAndType)
    {
        var process = new EngineProcess(this, new Fate(Pulse, decide ?? (_ => Turn.Live)), rule);
        processes.Add(process);
        return process;
    }

    /// <summary>Ends the process and starts another one in its place, as a restart of the server does.</summary>
    public async Task RestartAsync(Func<PortMoment, Turn>? decide = null, ReferenceRule rule = ReferenceRule.NameAndType)
    {
        await Engine.DisposeAsync();
        processes.Remove(Engine);
        Engine = NewProcess(decide, rule);
        var started = Engine.Coordinator.StartAsync(Cancel);
        _ = started.ContinueWith(_ => Pulse.Beat(), TaskScheduler.Default);
        await UntilAsync(() => started.IsCompleted || Engine.Fate.IsDead);
        if (!Engine.Fate.IsDead)
        {
            await started;
        }
    }

    public Task<string> CreateAsync(string definition, string name = Pipeline, string? token = null, int? maxParallelSteps = null, params Tag[] tags) => Engine.Create.HandleAsync(
        new CreatePipelineRequest(Caller, name, null, null, "arn:aws:iam::123456789012:role/r", new DefinitionSource(definition, null), maxParallelSteps, tags.ToValueList(), token), Cancel);

    public Task<PipelineRecord> UpdateAsync(string definition, string name = Pipeline) =>
        Engine.Update.HandleAsync(new UpdatePipelineRequest(Caller, name, null, null, null, new DefinitionSource(definition, null), null), Cancel);

    /// <summary>Starts a full run, or with <paramref name="select"/> (names with blanks between) a selective one.</summary>
    public async Task<PipelineExecutionArn> StartAsync(string? select = null, PipelineExecutionArn? source = null, params (string Name, string Value)[] parameters)
    {
        var request = Request(select, source?.ToString()) with { Parameters = parameters.Select(one => new ParameterOverride(one.Name, one.Value)).ToValueList() };
        return PipelineExecutionArn.Parse(await Engine.Start.HandleAsync(request, Cancel));
    }

    public static StartPipelineExecutionRequest Request(string? select = null, string? source = null) => new()
    {
        Caller = Caller,
        Pipeline = Pipeline,
        Selective = select is null
            ? null
            : new SelectiveRequest(source, select.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => new StepName(name)).ToValueList(), new RawJson($"\"{select}\"")),
    };

    /// <summary>What a run would do: asks for a plan of the pipeline, with a selector when one is given.</summary>
    public Task<PlannedExecution> PlanAsync(string? select = null, Func<PlanPipelineExecutionRequest, PlanPipelineExecutionRequest>? more = null) =>
        Engine.Plan.HandleAsync(PlanRequest(select, more), Cancel);

    /// <summary>Starts what was planned, and waits for the end.</summary>
    public async Task<PipelineExecutionArn> RunPlannedAsync(string? select = null, Func<PlanPipelineExecutionRequest, PlanPipelineExecutionRequest>? more = null, bool allowStale = false)
    {
        var request = PlanRequest(select, more);
        var arn = await StartPlannedAsync(() => Engine.Plan.HandleAsync(request, Cancel), allowStale);
        await EndAsync(arn);
        return arn;
    }

    /// <summary>Starts a plan that was made in any way.</summary>
    public async Task<PipelineExecutionArn> StartPlannedAsync(Func<Task<PlannedExecution>> plan, bool allowStale = false)
    {
        var options = new PlannedStartOptions(new ExecutionLabels("alice", null, null, null), allowStale, ClientRequestToken: null);
        return PipelineExecutionArn.Parse((await Engine.StartPlanned.HandleAsync("", plan, options, Cancel)).Arn);
    }

    /// <summary>A plan that resumes an execution.</summary>
    public async Task<PlannedExecution> ResumptionAsync(PipelineExecutionArn arn, Func<PlanResumptionRequest, PlanResumptionRequest>? more = null) =>
        await Engine.Resume.HandleAsync((more ?? (request => request))(new PlanResumptionRequest { Caller = Caller, Execution = await RecordAsync(arn) }), Cancel);

    private static PlanPipelineExecutionRequest PlanRequest(string? select, Func<PlanPipelineExecutionRequest, PlanPipelineExecutionRequest>? more) =>
        (more ?? (request => request))(new PlanPipelineExecutionRequest { Caller = Caller, Pipeline = Pipeline, Choice = new StepChoice(select, [], Close: false) });

    /// <summary>Starts, and waits for the end.</summary>
    public async Task<PipelineExecutionArn> RunAsync(string? select = null, PipelineExecutionArn? source = null, params (string Name, string Value)[] parameters)
    {
        var arn = await StartAsync(select, source, parameters);
        await EndAsync(arn);
        return arn;
    }

    public Task StopAsync(PipelineExecutionArn arn, string? token = null) =>
        Engine.Stop.HandleAsync(new StopPipelineExecutionRequest(arn.ToString(), token), Cancel);

    public Task RetryAsync(PipelineExecutionArn arn, int? maxParallelSteps = null, string? token = null) =>
        Engine.Retry.HandleAsync(new RetryPipelineExecutionRequest(arn.ToString(), maxParallelSteps, token), Cancel);

    /// <summary>Waits until the execution has ended, and says how.</summary>
    public async Task<ExecutionStatus> EndAsync(PipelineExecutionArn arn)
    {
        await UntilAsync(async () => Log.Bugs.Count > 0 || await RecordAsync(arn) is { Status: not (ExecutionStatus.Executing or ExecutionStatus.Stopping) });
        Assert.Empty(Log.Bugs);
        return (await RecordAsync(arn)).Status;
    }

    public async Task<ExecutionRecord> RecordAsync(PipelineExecutionArn arn) =>
        await Stores.Executions.FindAsync(arn, Cancel) ?? throw new InvalidOperationException($"There is no {arn}.");

    public Task<ValueList<ExecutionEvent>> HistoryAsync(PipelineExecutionArn arn) => Stores.Executions.HistoryAsync(arn, 0, null, Cancel);

    public async Task<ValueList<StepView>> StepsAsync(PipelineExecutionArn arn) => await observer.Reader.StepsAsync(await RecordAsync(arn), Cancel);

    public async Task<StepView> StepAsync(PipelineExecutionArn arn, string step) => (await StepsAsync(arn)).Single(view => view.Definition.Name.Value == step);

    public async Task<StepExplanation> ExplainAsync(PipelineExecutionArn arn, string step) => await observer.Explainer.ExplainAsync(await RecordAsync(arn), step, Cancel);

    /// <summary>The listed steps with their status; a reused one says so, and one that the cache had: <c>A=reused B=hit C=Succeeded</c>.</summary>
    public async Task<string> ListAsync(PipelineExecutionArn arn) => string.Join(
        ' ', (await StepsAsync(arn)).OrderBy(view => view.Definition.Position).Select(view => $"{view.Definition.Name}={(view.Reused is not null ? "reused" : view.Report.CacheHit is not null ? "hit" : $"{view.Report.Status}")}"));

    /// <summary>The jobs of an execution, in the order they were started.</summary>
    public IReadOnlyList<ScriptedJob> Jobs(PipelineExecutionArn arn) => [.. Runtime.Jobs.Where(job => job.Token.ExecutionId == arn.ExecutionId)];

    public ScriptedJob Job(PipelineExecutionArn arn, string step) => Jobs(arn).Single(job => job.Step == step);

    /// <summary>Names of the steps whose jobs ran, in order.</summary>
    public string Ran(PipelineExecutionArn arn) => string.Join(' ', Jobs(arn).Select(job => job.Step));

    public void On(string step, JobProgram program) => Runtime.On(step, program);

    /// <summary>Jobs of this step wait for their release; deaf ones do not hear a stop.</summary>
    public HeldProgram Hold(string step, JobProgram? then = null, bool deaf = false)
    {
        var held = new HeldProgram(then ?? Programs.Tell, deaf);
        Runtime.On(step, job => held.RunAsync(job, Pulse));
        return held;
    }

    public async Task PutAsync(string uri, string text)
    {
        var place = S3Uri.Parse(uri);
        await Stores.Objects.CreateBucketAsync(place.Bucket, Scope.Region, Cancel);
        await Stores.Objects.PutAsync(place, new MemoryStream(Encoding.UTF8.GetBytes(text)), ObjectHeaders.None, Cancel);
    }

    public async Task<string> GetAsync(string uri)
    {
        var found = await Stores.Objects.FindAsync(S3Uri.Parse(uri), Cancel) ?? throw new InvalidOperationException($"There is no {uri}.");
        using var reader = new StreamReader(Stores.Objects.OpenBlob(found.Blob) ?? throw new InvalidOperationException($"{uri} has no bytes."));
        return await reader.ReadToEndAsync(Cancel);
    }

    /// <summary>Until no execution is driven any more; that is told to nobody, so it is looked for.</summary>
    public async Task IdleAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (Engine.Coordinator.Unfinished > 0)
        {
            await Task.Delay(1, patience.Token);
        }
    }

    public async Task UntilAsync(Func<Task<bool>> condition)
    {
        try
        {
            await Pulse.UntilAsync(condition, Cancel);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The world stands still. What the engine said:\n{string.Join('\n', Log.Lines)}", e);
        }
    }

    public Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <summary>Lets time pass until the condition holds, each time to the moment when somebody wakes; ten minutes of it at most.</summary>
    public async Task PassTimeUntilAsync(Func<Task<bool>> condition)
    {
        for (var second = 0; !await condition(); second++)
        {
            Assert.True(second < 600, $"Ten minutes passed for nothing. What the engine said:\n{string.Join('\n', Log.Lines.TakeLast(20))}");
            await UntilAsync(async () => await condition() || Clock.SomebodySleeps(TimeSpan.FromSeconds(30)));
            Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }
    }
}
