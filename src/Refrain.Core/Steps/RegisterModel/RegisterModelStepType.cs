using System.Text.Json;
using Refrain.Core.Steps.Shapes;

namespace Refrain.Core.Steps.RegisterModel;

/// <summary>Makes the next version of a model package group (spec 06, RegisterModel).</summary>
public sealed class RegisterModelStepType : IRequestStepType
{
    /// <summary>What a package's approval status is when nobody said (spec 05, 4).</summary>
    public const string DefaultApprovalStatus = "PendingManualApproval";

    /// <inheritdoc />
    public string Name => "RegisterModel";

    /// <inheritdoc />
    public ArgumentShape Arguments => ArgumentShape.ModelPackage;

    /// <inheritdoc />
    public ValueList<string> RetriedExceptions => Steps.RetriedExceptions.Step;

    /// <inheritdoc />
    public void Check(StepDefinition step, Action<Diagnostic> report) => Arguments.CheckStructure(step.Arguments, $"{step.Path}.Arguments", report);

    /// <inheritdoc />
    public void CheckArguments(JsonElement arguments, Limits limits, Action<Diagnostic> report) => Arguments.CheckValues(arguments, limits, report);

    /// <summary>The request as recorded: the execution is named as the maker when the arguments do not say (spec 06).</summary>
    public static JsonElement WithGeneratedBy(JsonElement arguments, string executionArn)
    {
        if (arguments.Member("MetadataProperties")?.Member("GeneratedBy") is not null)
        {
            return arguments;
        }

        return JobDocument.Echo(arguments, ["MetadataProperties"], writer =>
        {
            writer.WriteStartObject("MetadataProperties");
            if (arguments.Member("MetadataProperties") is { ValueKind: JsonValueKind.Object } given)
            {
                foreach (var member in given.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null))
                {
                    member.WriteTo(writer);
                }
            }

            writer.WriteString("GeneratedBy", executionArn);
            writer.WriteEndObject();
        }).Parse();
    }

    /// <summary>The DescribeModelPackage answer: also the step's properties. Versioned packages are Completed at once (spec 05, 4).</summary>
    public static RawJson Describe(PackageVersion package) =>
        JobDocument.Echo(package.Arguments, ["ModelPackageGroupName", "ModelApprovalStatus", "Tags", "ModelPackageName", "ClientToken"], writer =>
        {
            writer.WriteString("ModelPackageName", $"{package.Group.ToLowerInvariant()}/{package.Version}");
            writer.WriteString("ModelPackageGroupName", package.Group);
            writer.WriteNumber("ModelPackageVersion", package.Version);
            writer.WriteString("ModelPackageArn", package.Arn);
            writer.WriteString("ModelPackageStatus", "Completed");
            writer.WriteStartObject("ModelPackageStatusDetails");
            writer.WriteStartArray("ValidationStatuses");
            writer.WriteEndArray();
            writer.WriteStartArray("ImageScanStatuses");
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteString("ModelApprovalStatus", package.ApprovalStatus);
            writer.WriteTime("CreationTime", package.CreatedAt);
            writer.WriteTime("LastModifiedTime", package.ModifiedAt);
        });

    /// <summary>The result of a finished step.</summary>
    public static StepResult Result(PackageVersion package) => new()
    {
        Metadata = JobDocument.Metadata("RegisterModel", package.Arn),
        Properties = Describe(package),
    };
}

/// <summary>A version of a model package group; <paramref name="Arguments"/> is the request it was made by.</summary>
public sealed record PackageVersion(
    JsonElement Arguments, string Group, int Version, string Arn, string ApprovalStatus, DateTimeOffset CreatedAt, DateTimeOffset ModifiedAt);
