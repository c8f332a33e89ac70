using Refrain.Core;
using Refrain.Core.Planning;
using Refrain.Engine.Driving;
using Refrain.Engine.Reading;
using Refrain.Engine.Requests;
using Refrain.Engine.Tests.World.Memory;
using Refrain.Engine.Work;

namespace Refrain.Engine.Tests.World;

/// <summary>The real engine, composed as a server composes it, on a world's ports. Several can live one after the other, or side by side.</summary>
public sealed class EngineProcess : IAsyncDisposable
{
    private readonly Fate? fate;

    /// <summary>A process in a world that a test drives.</summary>
    public EngineProcess(EngineWorld world, Fate fate, ReferenceRule rule = ReferenceRule.NameAndType)
        : this(EnginePorts.Of(world).Behind(fate), rule) => this.fate = fate;

    public EngineProcess(EnginePorts world, ReferenceRule rule = ReferenceRule.NameAndType)
    {
        var (pipelines, executions, cache, objects, models, runtime) = (world.Pipelines, world.Executions, world.StepCache, world.Objects, world.Models, world.Runtime);
        var tokens = new RequestTokens(world.RequestTokens);
        var definitions = new DefinitionLibrary(pipelines, world.Limits);
        var history = new ExecutionHistory(executions, definitions);
        var references = new ReferenceReader(executions, definitions, history);
        var arguments = new ResolveArguments(objects, world.Clock);
        var begin = new BeginStep(
            new PrepareJob(arguments, new FindInputs(objects), new FindModel(models), new LookUpCache(cache, executions, objects, world.Clock), runtime, world.Ids, world.Limits),
            new EvaluateCondition(arguments),
            new ReachFail(arguments),
            new MakeModel(arguments, models, world.Ids, world.Clock, world.Limits),
            new RegisterPackage(arguments, models, world.Clock, world.Limits),
            new PrepareCallback(arguments, world.Ids, new CallbackHosts([])));
        var faults = new FaultLog(world.Log.For<FaultLog>(), world.Clock);
        var performer = new WorkPerformer(
            begin, new LaunchJob(runtime), new WatchJob(runtime, objects), new StopJob(runtime), new SendCallback(new MemoryMessages(), new MemoryMessages(), new QueueBell(), new CallbackHosts([]), world.Clock), runtime, world.Clock, faults, world.Log.For<WorkPerformer>());
        Slots = new JobSlots(world.Capacity);
        var services = new SessionServices(executions, references, history, performer, world.Clock, Slots);
        Coordinator = new Coordinator(services, faults, world.Log.For<Coordinator>());
        References = references;
        Reader = new ExecutionReader(executions, definitions, references);
        Explainer = new StepExplainer(cache, history, definitions, new PreviousRuns(executions, references), references);
        Coverage = new CoverageReader(definitions, world.Statistics);
        Comparer = new ExecutionComparer(pipelines, definitions, Reader);
        var quotas = new Quotas(world.Limits, pipelines, Coordinator);
        var intake = new DefinitionIntake(objects, world.Limits);
        Create = new CreatePipeline(pipelines, intake, quotas, tokens, world.Clock);
        Update = new UpdatePipeline(pipelines, intake, world.Clock);
        Delete = new DeletePipeline(pipelines, tokens);
        var freshness = new FreshnessReader(objects, new FindInputs(objects), new FindModel(models));
        var starter = new ExecutionStarter(executions, Coordinator, quotas, world.Ids, world.Clock, new CacheIdentityRule(pipelines, world.CacheIdentity));
        var maker = new PlanMaker(freshness, world.Statistics, world.Clock, rule);
        Start = new StartPipelineExecution(pipelines, definitions, references, freshness, tokens, starter, rule);
        Plan = new PlanPipelineExecution(pipelines, definitions, new ReferenceFinder(executions, world.Names), references, maker);
        Resume = new PlanResumption(pipelines, definitions, references, maker);
        StartPlanned = new StartPlannedExecution(starter, tokens);
        Stop = new StopPipelineExecution(executions, Reader, history, tokens, Coordinator, world.Clock);
        CreateJob = new CreateJob(executions, new DirectJobPipelines(pipelines, world.Clock), new FindModel(models), Coordinator, quotas, world.Ids, world.Clock, world.Limits);
        StopJob = new StopNamedJob(world.Jobs, world.Names, executions, history, Coordinator, world.Clock);
        UpdateExecution = new UpdatePipelineExecution(executions, Reader, Coordinator, world.Clock);
        Retry = new RetryPipelineExecution(executions, Reader, history, tokens, Coordinator, quotas, world.Clock);
    }

    public Fate Fate => fate ?? throw new InvalidOperationException("This process has the fate that its ports were given.");

    public Coordinator Coordinator { get; }

    public JobSlots Slots { get; }

    public ExecutionReader Reader { get; }

    public ReferenceReader References { get; }

    public StepExplainer Explainer { get; }

    public CoverageReader Coverage { get; }

    public ExecutionComparer Comparer { get; }

    public CreatePipeline Create { get; }

    public UpdatePipeline Update { get; }

    public DeletePipeline Delete { get; }

    public StartPipelineExecution Start { get; }

    public PlanPipelineExecution Plan { get; }

    public PlanResumption Resume { get; }

    public StartPlannedExecution StartPlanned { get; }

    public StopPipelineExecution Stop { get; }

    public CreateJob CreateJob { get; }

    public StopNamedJob StopJob { get; }

    public RetryPipelineExecution Retry { get; }

    public UpdatePipelineExecution UpdateExecution { get; }

    public async ValueTask DisposeAsync()
    {
        await Coordinator.DisposeAsync();
        Assert.Equal((0, 0), (Slots.JobsHeld, Slots.StepsWaiting)); // whatever befell it, no slot is left behind
        fate?.Bury();
    }
}
