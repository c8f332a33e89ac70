using Refrain.Core;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;
using System.Text.Json;

namespace Refrain.Server.SageMaker.Operations;

/// <summary>What is not there is told beside what is.</summary>
internal sealed class BatchDescribeModelPackageOperation(IModelStore models) : IOperation<BatchDescribeModelPackageInput, BatchDescribeModelPackageOutput>
{
    public async Task<BatchDescribeModelPackageOutput> AnswerAsync(BatchDescribeModelPackageInput input, Caller caller, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, BatchDescribedPackage>();
        var missing = new Dictionary<string, BatchDescribeError>();
        foreach (var arn in input.ModelPackageArnList.Checked().OfType<string>().Distinct())
        {
            if (ModelPackageName.Parse(arn) is var (group, version) && await models.FindPackageAsync(caller.Scope, group, version, cancellationToken) is { } package)
            {
                found[arn] = Summary(package);
            }
            else
            {
                missing[arn] = new BatchDescribeError("ValidationException", ModelPackageName.Missing(caller.Scope, arn).Message);
            }
        }

        return new BatchDescribeModelPackageOutput(found, missing);
    }

    private static BatchDescribedPackage Summary(ModelPackageRecord package)
    {
        var document = package.Document.Parse();
        return new BatchDescribedPackage
        {
            ModelPackageGroupName = package.Group,
            ModelPackageVersion = package.Version,
            ModelPackageArn = package.Arn,
            ModelPackageDescription = document.Text("ModelPackageDescription"),
            CreationTime = package.CreatedAt,
            InferenceSpecification = document.Member("InferenceSpecification") ?? JsonSerializer.SerializeToElement(new { Containers = Array.Empty<object>() }), // the answer always has one
            ModelPackageStatus = "Completed",
            ModelApprovalStatus = package.ApprovalStatus,
            ModelPackageRegistrationType = document.Text("ModelPackageRegistrationType"),
        };
    }
}
