using Refrain.Core;
using Refrain.Server.SageMaker.Operations;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker;

/// <summary>All operations. To add one: a file in Operations/, its shapes in Shapes/ (and in WireJson), a line here.</summary>
internal sealed class OperationTable(IEnumerable<Operation> operations)
{
    private readonly Dictionary<string, Operation> byName = operations.ToDictionary(operation => operation.Name, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<Operation> All => byName.Values;

    /// <summary>The operation of that name, or null.</summary>
    public Operation? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>The list.</summary>
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<OperationTable>();

        Add<CreatePipelineOperation, CreatePipelineInput, PipelineOutput>(services, "CreatePipeline");
        Add<UpdatePipelineOperation, UpdatePipelineInput, UpdatePipelineOutput>(services, "UpdatePipeline");
        Add<DescribePipelineOperation, DescribePipelineInput, DescribePipelineOutput>(services, "DescribePipeline");
        Add<DeletePipelineOperation, DeletePipelineInput, PipelineOutput>(services, "DeletePipeline");
        Add<ListPipelinesOperation, ListPipelinesInput, ListPipelinesOutput>(services, "ListPipelines");
        Add<ListPipelineVersionsOperation, ListPipelineVersionsInput, ListPipelineVersionsOutput>(services, "ListPipelineVersions");
        Add<UpdatePipelineVersionOperation, UpdatePipelineVersionInput, UpdatePipelineOutput>(services, "UpdatePipelineVersion");

        Add<StartPipelineExecutionOperation, StartPipelineExecutionInput, ExecutionOutput>(services, "StartPipelineExecution");
        Add<StopPipelineExecutionOperation, StopPipelineExecutionInput, ExecutionOutput>(services, "StopPipelineExecution");
        Add<RetryPipelineExecutionOperation, RetryPipelineExecutionInput, ExecutionOutput>(services, "RetryPipelineExecution");
        Add<SendPipelineExecutionStepSuccessOperation, SendPipelineExecutionStepSuccessInput, ExecutionOutput>(services, "SendPipelineExecutionStepSuccess");
        Add<SendPipelineExecutionStepFailureOperation, SendPipelineExecutionStepFailureInput, ExecutionOutput>(services, "SendPipelineExecutionStepFailure");
        Add<UpdatePipelineExecutionOperation, UpdatePipelineExecutionInput, ExecutionOutput>(services, "UpdatePipelineExecution");
        Add<DescribePipelineExecutionOperation, ExecutionInput, DescribePipelineExecutionOutput>(services, "DescribePipelineExecution");
        Add<ListPipelineExecutionsOperation, ListPipelineExecutionsInput, ListPipelineExecutionsOutput>(services, "ListPipelineExecutions");
        Add<ListPipelineExecutionStepsOperation, ListPipelineExecutionStepsInput, ListPipelineExecutionStepsOutput>(services, "ListPipelineExecutionSteps");
        Add<ListPipelineParametersForExecutionOperation, ListPipelineParametersInput, ListPipelineParametersOutput>(services, "ListPipelineParametersForExecution");
        Add<DescribePipelineDefinitionForExecutionOperation, ExecutionInput, DefinitionForExecutionOutput>(services, "DescribePipelineDefinitionForExecution");

        Add<AddTagsOperation, AddTagsInput, AddTagsOutput>(services, "AddTags");
        Add<ListTagsOperation, ListTagsInput, ListTagsOutput>(services, "ListTags");
        Add<DeleteTagsOperation, DeleteTagsInput, EmptyOutput>(services, "DeleteTags");

        Add<CreateProcessingJobOperation, DocumentInput, ProcessingJobOutput>(services, "CreateProcessingJob");
        Add<DescribeProcessingJobOperation, DescribeProcessingJobInput, RawJson>(services, "DescribeProcessingJob");
        Add<ListProcessingJobsOperation, ListProcessingJobsInput, ListProcessingJobsOutput>(services, "ListProcessingJobs");
        Add<StopProcessingJobOperation, DescribeProcessingJobInput, EmptyOutput>(services, "StopProcessingJob");
        Add<CreateTrainingJobOperation, DocumentInput, TrainingJobOutput>(services, "CreateTrainingJob");
        Add<DescribeTrainingJobOperation, DescribeTrainingJobInput, RawJson>(services, "DescribeTrainingJob");
        Add<ListTrainingJobsOperation, ListTrainingJobsInput, ListTrainingJobsOutput>(services, "ListTrainingJobs");
        Add<StopTrainingJobOperation, DescribeTrainingJobInput, EmptyOutput>(services, "StopTrainingJob");
        Add<CreateTransformJobOperation, DocumentInput, TransformJobOutput>(services, "CreateTransformJob");
        Add<DescribeTransformJobOperation, DescribeTransformJobInput, RawJson>(services, "DescribeTransformJob");
        Add<ListTransformJobsOperation, ListTransformJobsInput, ListTransformJobsOutput>(services, "ListTransformJobs");
        Add<StopTransformJobOperation, DescribeTransformJobInput, EmptyOutput>(services, "StopTransformJob");

        Add<CreateModelOperation, DocumentInput, CreateModelOutput>(services, "CreateModel");
        Add<DescribeModelOperation, DescribeModelInput, RawJson>(services, "DescribeModel");
        Add<ListModelsOperation, ListModelsInput, ListModelsOutput>(services, "ListModels");
        Add<DeleteModelOperation, DescribeModelInput, EmptyOutput>(services, "DeleteModel");

        Add<CreateModelPackageGroupOperation, CreateModelPackageGroupInput, ModelPackageGroupOutput>(services, "CreateModelPackageGroup");
        Add<DescribeModelPackageGroupOperation, DescribeModelPackageGroupInput, DescribeModelPackageGroupOutput>(services, "DescribeModelPackageGroup");
        Add<ListModelPackageGroupsOperation, ListModelPackageGroupsInput, ListModelPackageGroupsOutput>(services, "ListModelPackageGroups");
        Add<DeleteModelPackageGroupOperation, DescribeModelPackageGroupInput, EmptyOutput>(services, "DeleteModelPackageGroup");
        Add<CreateModelPackageOperation, DocumentInput, ModelPackageOutput>(services, "CreateModelPackage");
        Add<DescribeModelPackageOperation, DescribeModelPackageInput, RawJson>(services, "DescribeModelPackage");
        Add<BatchDescribeModelPackageOperation, BatchDescribeModelPackageInput, BatchDescribeModelPackageOutput>(services, "BatchDescribeModelPackage");
        Add<ListModelPackagesOperation, ListModelPackagesInput, ListModelPackagesOutput>(services, "ListModelPackages");
        Add<UpdateModelPackageOperation, DocumentInput, ModelPackageOutput>(services, "UpdateModelPackage");
        Add<DeleteModelPackageOperation, DeleteModelPackageInput, EmptyOutput>(services, "DeleteModelPackage");

        Add<CreateExperimentOperation, DocumentInput, ExperimentOutput>(services, "CreateExperiment");
        Add<DescribeExperimentOperation, ExperimentInput, DescribeExperimentOutput>(services, "DescribeExperiment");
        Add<ListExperimentsOperation, ListExperimentsInput, ListExperimentsOutput>(services, "ListExperiments");
        Add<UpdateExperimentOperation, DocumentInput, ExperimentOutput>(services, "UpdateExperiment");
        Add<DeleteExperimentOperation, ExperimentInput, ExperimentOutput>(services, "DeleteExperiment");
        Add<CreateTrialOperation, DocumentInput, TrialOutput>(services, "CreateTrial");
        Add<DescribeTrialOperation, TrialInput, DescribeTrialOutput>(services, "DescribeTrial");
        Add<ListTrialsOperation, ListTrialsInput, ListTrialsOutput>(services, "ListTrials");
        Add<UpdateTrialOperation, DocumentInput, TrialOutput>(services, "UpdateTrial");
        Add<DeleteTrialOperation, TrialInput, TrialOutput>(services, "DeleteTrial");
        Add<CreateTrialComponentOperation, DocumentInput, TrialComponentOutput>(services, "CreateTrialComponent");
        Add<DescribeTrialComponentOperation, TrialComponentInput, DescribeTrialComponentOutput>(services, "DescribeTrialComponent");
        Add<ListTrialComponentsOperation, ListTrialComponentsInput, ListTrialComponentsOutput>(services, "ListTrialComponents");
        Add<UpdateTrialComponentOperation, DocumentInput, TrialComponentOutput>(services, "UpdateTrialComponent");
        Add<DeleteTrialComponentOperation, TrialComponentInput, TrialComponentOutput>(services, "DeleteTrialComponent");
        Add<AssociateTrialComponentOperation, TrialMemberInput, TrialMemberOutput>(services, "AssociateTrialComponent");
        Add<DisassociateTrialComponentOperation, TrialMemberInput, TrialMemberOutput>(services, "DisassociateTrialComponent");
    }

    private static void Add<TOperation, TInput, TOutput>(IServiceCollection services, string name)
        where TOperation : class, IOperation<TInput, TOutput>
        where TInput : class, IInput => services
            .AddSingleton<TOperation>()
            .AddSingleton(s => Operation.Of(name, s.GetRequiredService<TOperation>(), s.GetRequiredService<Limits>()));
}
