using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Expressions;
using Refrain.Core.Steps.RegisterModel;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Work;

/// <summary>Registers the package version of a RegisterModel step: once, however often it is asked.</summary>
public sealed class RegisterPackage(ResolveArguments arguments, IModelStore models, TimeProvider clock, Limits limits)
{
    /// <summary>The version's result, or why there is none.</summary>
    public async Task<Observation> PerformAsync(StepContext context, StepWork.Begin work, CancellationToken cancellationToken)
    {
        var step = context.Step(work.Position);
        var evaluation = await arguments.RunAsync(context, work.Position, jobName: null, expressions => expressions.Resolve(step.Arguments), cancellationToken);
        if (CheckedArguments.Of(step, evaluation, limits, out var resolved) is { } problem)
        {
            return new Observation.Impossible(work.Position, work.Attempt, $"ClientError: {problem}");
        }

        if (resolved.Text("ModelPackageGroupName") is not { Length: > 0 } group)
        {
            return new Observation.Impossible(work.Position, work.Attempt, "ClientError: A RegisterModel step needs a ModelPackageGroupName.");
        }

        var document = RawJson.Of(RegisterModelStepType.WithGeneratedBy(resolved, context.Arn.ToString()));
        var package = new NewModelPackage(
            context.Scope, GroupName(group), resolved.Text("ModelApprovalStatus") ?? RegisterModelStepType.DefaultApprovalStatus, document, clock.GetUtcNow());
        var made = await models.RegisterAsync(package, Jobs.MadeBy(context, work.Position), cancellationToken);
        return new Observation.Done(work.Position, work.Attempt, RegisterModelStepType.Result(made.ToVersion()));
    }

    // A group may be named by its ARN (spec 05, 4).
    private static string GroupName(string nameOrArn) => nameOrArn.StartsWith("arn:", StringComparison.Ordinal) ? nameOrArn[(nameOrArn.LastIndexOf('/') + 1)..] : nameOrArn;
}

/// <summary>A stored package in Core's words.</summary>
public static class ModelPackageVersions
{
    /// <summary>The package as RegisterModel describes it.</summary>
    public static PackageVersion ToVersion(this ModelPackageRecord package) => new(
        package.Document.Parse(), package.Group, package.Version, package.Arn, package.ApprovalStatus, package.CreatedAt, package.ModifiedAt);
}
