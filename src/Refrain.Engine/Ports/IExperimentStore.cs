using Refrain.Core;
using Refrain.Core.Identifiers;

namespace Refrain.Engine.Ports;

/// <summary>
/// Experiments, their trials, and trial components. Names compare without case. Components of jobs, and the experiment and trial of an execution that names
/// them, are written by <see cref="IExecutionStore"/> together with what they stand for.
/// </summary>
public interface IExperimentStore
{
    /// <summary>Makes one. A trial's experiment must be there.</summary>
    Task<ExperimentCreation> CreateAsync(ExperimentEntity entity, ValueList<Tag> tags, CancellationToken cancellationToken);

    /// <summary>The one of that name, or null.</summary>
    Task<ExperimentEntity?> FindAsync(AwsScope scope, ExperimentKind kind, string name, CancellationToken cancellationToken);

    /// <summary>Changes one in one step: nobody else changes it between reading and writing. Null when there is none.</summary>
    Task<ExperimentEntity?> UpdateAsync(
        AwsScope scope, ExperimentKind kind, string name, Func<ExperimentEntity, ExperimentEntity> change, CancellationToken cancellationToken);

    /// <summary>Removes one that nothing belongs to: an experiment without trials, a trial without components, a component of no trial.</summary>
    Task<Removal> DeleteAsync(AwsScope scope, ExperimentKind kind, string name, CancellationToken cancellationToken);

    /// <summary>Those of one kind.</summary>
    Task<Page<ExperimentEntity>> ListAsync(ExperimentQuery query, CancellationToken cancellationToken);

    /// <summary>Adds a component to a trial, or takes it out; it may be so already. False when one of them is not there.</summary>
    Task<bool> SetMemberAsync(AwsScope scope, string trial, string component, bool isMember, CancellationToken cancellationToken);
}

/// <summary>The three kinds.</summary>
public enum ExperimentKind
{
    /// <summary><c>experiment/</c></summary>
    Experiment,

    /// <summary><c>experiment-trial/</c></summary>
    Trial,

    /// <summary><c>experiment-trial-component/</c></summary>
    TrialComponent,
}

/// <summary>How the kinds are written in ARNs.</summary>
public static class ExperimentKinds
{
    /// <summary><c>experiment</c> and so on.</summary>
    public static string ArnResource(this ExperimentKind kind) => kind switch
    {
        ExperimentKind.Experiment => "experiment",
        ExperimentKind.Trial => "experiment-trial",
        ExperimentKind.TrialComponent => "experiment-trial-component",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>An experiment, trial or trial component. <paramref name="Document"/> holds what was said of it and has no member here.</summary>
public sealed record ExperimentEntity(AwsScope Scope, ExperimentKind Kind, string Name, RawJson Document, DateTimeOffset CreatedAt, DateTimeOffset ModifiedAt)
{
    /// <summary><c>DisplayName</c>; null: as its name.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The experiment of a trial.</summary>
    public string? Experiment { get; init; }

    /// <summary>The ARN of the job that a component stands for; null when somebody made it.</summary>
    public string? SourceArn { get; init; }

    /// <summary>Who made it.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Who changed it last.</summary>
    public string? ModifiedBy { get; init; }

    /// <summary>Its ARN.</summary>
    public string Arn => Scope.Arn($"{Kind.ArnResource()}/{Name}");
}

/// <summary>What came of making one.</summary>
public enum ExperimentCreation
{
    /// <summary>It is there.</summary>
    Done,

    /// <summary>There was one of that name.</summary>
    NameTaken,

    /// <summary>The experiment of the trial is not there.</summary>
    NoExperiment,
}

/// <summary>What ListExperiments, ListTrials and ListTrialComponents ask; null: not asked.</summary>
public sealed record ExperimentQuery(AwsScope Scope, ExperimentKind Kind, CreatedBetween Created, bool ByName, PageRequest Page)
{
    /// <summary>Of this experiment.</summary>
    public string? Experiment { get; init; }

    /// <summary>Components of this trial.</summary>
    public string? Trial { get; init; }

    /// <summary>Trials with this component.</summary>
    public string? Component { get; init; }

    /// <summary>Components that stand for this job.</summary>
    public string? SourceArn { get; init; }
}
