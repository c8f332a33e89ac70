using System.Text.Json;
using Refrain.Aws.AwsJson;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;
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

    /// <summary>Tags as they were sent.</summary>
    public static ValueList<Tag> ToTags(this IReadOnlyList<TagShape?>? tags) => (tags ?? []).OfType<TagShape>().Select(tag => new Tag(tag.Key.Checked(), tag.Value.Checked())).ToValueList();

    /// <summary>Tags as they are answered.</summary>
    public static ValueList<TagShape> ToShapes(this ValueList<Tag> tags) => tags.Select(tag => new TagShape { Key = tag.Key, Value = tag.Value }).ToValueList();

    /// <summary>What a list of jobs asks.</summary>
    public static JobQuery ToQuery(this IListJobsInput input, JobKind kind, AwsScope scope, PageRequest page) => new(
        scope,
        kind,
        input.NameContains,
        input.StatusEquals,
        new CreatedBetween(input.CreationTimeAfter, input.CreationTimeBefore),
        new CreatedBetween(input.LastModifiedTimeAfter, input.LastModifiedTimeBefore),
        input.SortBy switch { "Name" => JobSort.Name, "Status" => JobSort.Status, _ => JobSort.CreationTime },
        page);

    /// <summary>A time in a document of ours.</summary>
    public static DateTimeOffset? Time(this JsonElement document, string member) => document.Member(member) is { } value ? AwsTimestamp.Read(value) : null;

    /// <summary>The name at the end of an ARN, or the name itself.</summary>
    public static string AfterSlash(this string nameOrArn) => nameOrArn.StartsWith("arn:", StringComparison.Ordinal) ? nameOrArn[(nameOrArn.IndexOf('/', StringComparison.Ordinal) + 1)..] : nameOrArn;
}
