using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Requests;

/// <summary>
/// The pipelines that hold the executions of jobs outside any pipeline: one for each kind, region and account, made when it is needed, in no list. A dot is in their
/// names, which the name of a pipeline that somebody makes cannot have.
/// </summary>
public sealed class DirectJobPipelines(IPipelineStore pipelines, TimeProvider clock)
{
    /// <summary>The name of the one step.</summary>
    public static StepName Step { get; } = new("Job");

    /// <summary>The type of step that runs a kind of job.</summary>
    public static IJobStepType TypeOf(JobKind kind) => StepTypes.All.OfType<IJobStepType>().First(type => type.JobKind == $"{kind}");

    /// <summary>The one step of a kind.</summary>
    public static StepDefinition StepOf(JobKind kind) => DefinitionReader.ReadAccepted(Definition(kind), Limits.Default).Definition is { } definition
        ? definition[Step]
        : throw new System.Diagnostics.UnreachableException("Our own definition cannot be read.");

    /// <summary>The pipeline.</summary>
    public async Task<PipelineRecord> GetAsync(AwsScope scope, JobKind kind, CancellationToken cancellationToken)
    {
        var arn = new PipelineArn(scope, $"refrain.{kind.ArnResource()}s");
        while (true)
        {
            if (await pipelines.FindAsync(arn, cancellationToken) is { } found)
            {
                return found;
            }

            // Null when somebody else made it meanwhile: then it is found.
            var made = new NewPipeline(arn, arn.Name, Description: null, RoleArn: "", Definition(kind), MaxParallelSteps: null, CreatedBy: "refrain", Tags: [], clock.GetUtcNow()) { IsListed = false };
            if (await pipelines.CreateAsync(made, token: null, cancellationToken) is { } created)
            {
                return created;
            }
        }
    }

    // Never changed: executions of old versions are read for ever. What a job is to do stands in the plan of its execution.
    private static string Definition(JobKind kind) => $$$"""{"Version":"2020-12-01","Steps":[{"Name":"{{{Step}}}","Type":"{{{TypeOf(kind).Name}}}","Arguments":{}}]}""";
}
