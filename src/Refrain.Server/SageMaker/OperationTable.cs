using Refrain.Core;
using Refrain.Server.SageMaker.Operations;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker;

/// <summary>All operations. To add one: a file in Operations/, its shapes in Shapes/ (and in WireJson), a line here.</summary>
internal sealed class OperationTable(IEnumerable<Operation> operations)
{
    private readonly Dictionary<string, Operation> byName = operations.ToDictionary(operation => operation.Name, StringComparer.Ordinal);

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

        Add<DescribeProcessingJobOperation, DescribeProcessingJobInput, RawJson>(services, "DescribeProcessingJob");
        Add<DescribeTrainingJobOperation, DescribeTrainingJobInput, RawJson>(services, "DescribeTrainingJob");
        Add<DescribeModelOperation, DescribeModelInput, RawJson>(services, "DescribeModel");
        Add<DescribeModelPackageOperation, DescribeModelPackageInput, RawJson>(services, "DescribeModelPackage");
        Add<ListModelPackagesOperation, ListModelPackagesInput, ListModelPackagesOutput>(services, "ListModelPackages");
    }

    private static void Add<TOperation, TInput, TOutput>(IServiceCollection services, string name)
        where TOperation : class, IOperation<TInput, TOutput>
        where TInput : class, IInput, new() => services
            .AddSingleton<TOperation>()
            .AddSingleton(s => Operation.Of(name, s.GetRequiredService<TOperation>(), s.GetRequiredService<Limits>()));
}
