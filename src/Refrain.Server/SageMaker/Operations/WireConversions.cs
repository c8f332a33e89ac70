using Refrain.Core.Identifiers;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

/// <summary>Small pieces of shapes in the engine's words and back. Shapes were checked before: what is required is there.</summary>
internal static class WireConversions
{
    /// <summary>A member that <see cref="IInput.Check"/> found to be there.</summary>
    public static T Checked<T>(this T? member)
        where T : class => member ?? throw new System.Diagnostics.UnreachableException("A required member was not checked.");

    public static DefinitionSource ToSource(this DefinitionLocationShape? location, string? text) =>
        new(text, location is { } place ? new S3Uri(place.Bucket.Checked(), place.ObjectKey.Checked()) : null);

    public static ParallelismShape? ToParallelism(this int? maxParallelSteps) => maxParallelSteps is null ? null : new ParallelismShape { MaxParallelExecutionSteps = maxParallelSteps };

    /// <summary>A version number; one that no pipeline can have stays one that no pipeline has.</summary>
    public static int? ToVersion(this long? version) => version is null ? null : (int)Math.Min(version.Value, int.MaxValue);

    /// <summary>The name at the end of an ARN, or the name itself.</summary>
    public static string AfterSlash(this string nameOrArn) => nameOrArn.StartsWith("arn:", StringComparison.Ordinal) ? nameOrArn[(nameOrArn.IndexOf('/', StringComparison.Ordinal) + 1)..] : nameOrArn;
}
