using Refrain.Core.Jobs;
using Refrain.Core.Steps.Shapes;

namespace Refrain.Core.Steps;

/// <summary>What a kind of step means. Pure: it reads definitions, describes work and results; it starts nothing.</summary>
public interface IStepType
{
    /// <summary>The <c>Type</c> of the definition.</summary>
    string Name { get; }

    /// <summary>The members that stand beside Arguments and that not every type has.</summary>
    ValueList<StepMember> Members => [];

    /// <summary>What its RetryPolicies may name; nothing when it takes no policies.</summary>
    ValueList<string> RetriedExceptions => [];

    /// <summary>Reports what is wrong with a step of this type, as far as it can be known before the arguments are resolved.</summary>
    void Check(StepDefinition step, Action<Diagnostic> report);
}

/// <summary>A type whose Arguments are a Create request of the service.</summary>
public interface IRequestStepType : IStepType
{
    /// <summary>The request.</summary>
    ArgumentShape Arguments { get; }

    /// <summary>Reports what is wrong with resolved arguments; anything reported fails the step before it starts.</summary>
    void CheckArguments(System.Text.Json.JsonElement arguments, Limits limits, Action<Diagnostic> report);
}

/// <summary>A type whose steps start a job.</summary>
public interface IJobStepType : IRequestStepType
{
    /// <summary>The one member of the wire's Metadata: <c>ProcessingJob</c>; with <c>Name</c> behind it the member that holds a job's name.</summary>
    string JobKind { get; }

    /// <summary>First part of the job ARN's resource: <c>processing-job</c>.</summary>
    string ArnResource { get; }

    /// <summary>The inputs that must be found in the object store before the launch.</summary>
    ValueList<InputRequest> Inputs(System.Text.Json.JsonElement arguments);

    /// <summary>The name of the model that the job serves; null for jobs that serve none.</summary>
    string? ModelName(System.Text.Json.JsonElement arguments) => null;

    /// <summary>The inputs of a job that serves this model (<see cref="ServedModel"/>): the model's data and code are among them.</summary>
    ValueList<InputRequest> Inputs(System.Text.Json.JsonElement arguments, RawJson? model) => Inputs(arguments);

    /// <summary>What the runtime is asked to run.</summary>
    JobSpec Spec(JobRequest request);

    /// <summary>The Describe answer at this moment: also the step's properties when the job has ended.</summary>
    RawJson Describe(JobRequest request, JobProgress progress);
}

/// <summary>An input as the arguments ask for it.</summary>
/// <param name="Name">Input or channel name.</param>
/// <param name="S3Uri">Where from, as text: it may not be an S3 URI at all, which fails the step.</param>
/// <param name="DataType"><c>S3Prefix</c>, <c>ManifestFile</c> or <c>S3Object</c>.</param>
/// <param name="LocalPath">Directory of the job it fills.</param>
/// <param name="IsCode">True for what holds the program: its bytes count as code in the step's identity.</param>
public sealed record InputRequest(string Name, string S3Uri, string DataType, string LocalPath, bool IsCode)
{
    /// <summary>How it is given to the job.</summary>
    public JobInputUse Use { get; init; } = JobInputUse.Copied;

    /// <summary>
    /// True for what earlier attempts left for this one (checkpoints): there may be nothing, and it is no part of the step's identity, because the step itself changes it.
    /// </summary>
    public bool IsProgress { get; init; }

    /// <summary>What was staged for a launch, with the use that these requests make of it.</summary>
    public static ValueList<JobInput> Apply(ValueList<InputRequest> requests, ValueList<JobInput> staged) =>
        staged.Select(input => requests.FirstOrDefault(one => one.Name == input.Name && one.LocalPath == input.LocalPath) is { } request ? input with { Use = request.Use } : input).ToValueList();
}

/// <summary>A job as recorded at its launch.</summary>
/// <param name="Step">The step it is for.</param>
/// <param name="Arguments">Resolved arguments.</param>
/// <param name="JobName">Its name.</param>
/// <param name="JobArn">Its ARN.</param>
/// <param name="Inputs">Exactly what is staged.</param>
/// <param name="Model">The model that the job serves, as it was then (<see cref="ServedModel"/>); null for jobs that serve none.</param>
public sealed record JobRequest(StepDefinition Step, System.Text.Json.JsonElement Arguments, string JobName, string JobArn, ValueList<JobInput> Inputs, RawJson? Model = null);

/// <summary>How far a job is.</summary>
/// <param name="CreatedAt">When it was launched.</param>
/// <param name="ModifiedAt">When this became true.</param>
/// <param name="Status">In the words of the wire's job status.</param>
/// <param name="End">What it ended with; null while it runs.</param>
/// <param name="FailureReason">The job's own; null unless it failed.</param>
public sealed record JobProgress(DateTimeOffset CreatedAt, DateTimeOffset ModifiedAt, JobStatus Status, JobEnd? End, string? FailureReason)
{
    /// <summary>When it was given to the runtime; null while it waits, and in answers about launches alone.</summary>
    public DateTimeOffset? LaunchedAt { get; init; }

    /// <summary>When the runtime had it; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its program started; null before.</summary>
    public DateTimeOffset? BeganAt => End is null ? StartedAt : End.StartedAt;

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? EndedAt => End?.EndedAt ?? (Status is JobStatus.Failed or JobStatus.Stopped ? ModifiedAt : null);
}

/// <summary>The wire's job status.</summary>
public enum JobStatus
{
    /// <summary>From creation on.</summary>
    InProgress,

    /// <summary>Ended well.</summary>
    Completed,

    /// <summary>Ended badly.</summary>
    Failed,

    /// <summary>Asked to end.</summary>
    Stopping,

    /// <summary>Ended by a stop.</summary>
    Stopped,
}
