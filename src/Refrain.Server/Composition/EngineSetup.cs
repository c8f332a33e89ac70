using Refrain.Engine;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;
using Refrain.Engine.Requests;
using Refrain.Engine.Work;
using Refrain.Server.Callbacks;
using Refrain.Server.Hosting;

namespace Refrain.Server.Composition;

/// <summary>The engine: requests, reading, driving, work.</summary>
internal static class EngineSetup
{
    public static IServiceCollection AddEngine(this IServiceCollection services, ServerOptions options) => services
        .AddSingleton(options.Limits)
        .AddSingleton<IIdSource, RandomIdSource>()
        .AddReading()
        .AddWork(options)
        .AddSingleton<QueueBell>()
        .AddSingleton<FaultLog>()
        .AddSingleton<WorkPerformer>()
        .AddSingleton(new JobSlots(options.Capacity))
        .AddSingleton(s => new SessionServices(
            s.GetRequiredService<IExecutionStore>(),
            s.GetRequiredService<ReferenceReader>(),
            s.GetRequiredService<ExecutionHistory>(),
            s.GetRequiredService<WorkPerformer>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<JobSlots>()))
        .AddSingleton<Coordinator>()
        .AddSingleton(s => new RetentionSettings(s.GetRequiredService<IPipelineStore>(), options.Retention))
        .AddSingleton<CollectGarbage>()
        .AddSingleton(s => new Upkeep(
            s.GetRequiredService<CollectGarbage>(),
            options.GarbageHours == 0 ? null : TimeSpan.FromHours(options.GarbageHours),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<Upkeep>>()))
        .AddRequests(options);

    private static IServiceCollection AddReading(this IServiceCollection services) => services
        .AddSingleton<DefinitionLibrary>()
        .AddSingleton<ExecutionHistory>()
        .AddSingleton<ReferenceReader>()
        .AddSingleton<ReferenceFinder>()
        .AddSingleton<FreshnessReader>()
        .AddSingleton<PreviousRuns>()
        .AddSingleton<StepExplainer>()
        .AddSingleton<ExecutionReader>()
        .AddSingleton<TrialComponentReader>()
        .AddSingleton<CoverageReader>()
        .AddSingleton<JobLogReader>()
        .AddSingleton<ExecutionComparer>();

    private static IServiceCollection AddWork(this IServiceCollection services, ServerOptions options) => services
        .AddSingleton<ResolveArguments>()
        .AddSingleton<FindInputs>()
        .AddSingleton<FindModel>()
        .AddSingleton<LookUpCache>()
        .AddSingleton<PrepareJob>()
        .AddSingleton<EvaluateCondition>()
        .AddSingleton<ReachFail>()
        .AddSingleton<MakeModel>()
        .AddSingleton<RegisterPackage>()
        .AddSingleton(new CallbackHosts(options.CallbackHosts))
        .AddSingleton<IWebhooks, HttpWebhooks>()
        .AddSingleton<PrepareCallback>()
        .AddSingleton<SendCallback>()
        .AddSingleton<BeginStep>()
        .AddSingleton<LaunchJob>()
        .AddSingleton<WatchJob>()
        .AddSingleton<StopJob>();

    private static IServiceCollection AddRequests(this IServiceCollection services, ServerOptions options) => services
        .AddSingleton<RequestTokens>()
        .AddSingleton<DefinitionIntake>()
        .AddSingleton<Quotas>()
        .AddSingleton(s => new CacheIdentityRule(s.GetRequiredService<IPipelineStore>(), options.CacheIdentity))
        .AddSingleton<CreatePipeline>()
        .AddSingleton<UpdatePipeline>()
        .AddSingleton<DeletePipeline>()
        .AddSingleton<ExecutionStarter>()
        .AddSingleton(s => ActivatorUtilities.CreateInstance<StartPipelineExecution>(s, options.Rule))
        .AddSingleton(s => ActivatorUtilities.CreateInstance<PlanMaker>(s, options.Rule))
        .AddSingleton<PlanPipelineExecution>()
        .AddSingleton<PlanResumption>()
        .AddSingleton<StartPlannedExecution>()
        .AddSingleton<StopPipelineExecution>()
        .AddSingleton<DirectJobPipelines>()
        .AddSingleton<CreateJob>()
        .AddSingleton<StopNamedJob>()
        .AddSingleton<ResourceTags>()
        .AddSingleton<CreateModel>()
        .AddSingleton<ModelPackages>()
        .AddSingleton<ModelPackageGroups>()
        .AddSingleton<Experiments>()
        .AddSingleton<SendPipelineExecutionStep>()
        .AddSingleton<RetryPipelineExecution>()
        .AddSingleton<UpdatePipelineExecution>()
        .AddSingleton<UpdatePipelineVersion>();
}
