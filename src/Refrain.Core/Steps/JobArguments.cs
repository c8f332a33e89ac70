using System.Globalization;
using System.Text.Json;
using Refrain.Core.Jobs;

namespace Refrain.Core.Steps;

/// <summary>What the Create requests of all job types have in common.</summary>
public static class JobArguments
{
    /// <summary>A map of strings.</summary>
    public static ValueList<EnvironmentVariable> Map(JsonElement owner, string name) =>
        owner.Member(name) is { ValueKind: JsonValueKind.Object } map
            ? map.EnumerateObject().Select(entry => new EnvironmentVariable(entry.Name, JsonText.Scalar(entry.Value) ?? "")).ToValueList()
            : [];

    /// <summary>A list of strings.</summary>
    public static ValueList<string> Texts(JsonElement owner, string name) => owner.Items(name).Select(item => JsonText.Scalar(item) ?? "").ToValueList();

    /// <summary>An integer member, or the value to take when it is absent or no integer.</summary>
    public static int Integer(JsonElement? owner, string name, int otherwise) =>
        owner?.Member(name) is { } member && int.TryParse(JsonText.Scalar(member), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    /// <summary>Passes on the first problem of every place: a rule of our own adds nothing to what the shape said of the same value.</summary>
    public static Action<Diagnostic> OncePerPlace(Action<Diagnostic> report)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        return problem =>
        {
            if (told.Add(problem.Path))
            {
                report(problem);
            }
        };
    }

    /// <summary>Reports a required member that is missing.</summary>
    public static void Require(JsonElement owner, string path, Action<Diagnostic> report, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (owner.Member(name) is null)
            {
                report(new Diagnostic($"{path}.{name}", $"Model Validation failed: Value null at '{name}' failed to satisfy constraint: Member must not be null", $"a value for {name}"));
            }
        }
    }

    /// <summary>Reports every argument that is none of the given: for the types whose arguments are a shape of the definition language itself.</summary>
    public static void RefuseOthers(StepDefinition step, Action<Diagnostic> report, params string[] names)
    {
        foreach (var other in step.Arguments.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null && !names.Contains(member.Name)))
        {
            report(new Diagnostic($"{step.Path}.Arguments.{other.Name}", $"Unknown Argument member '{other.Name}'", string.Join(", ", names)));
        }
    }

    /// <summary>Region and name variables of every job.</summary>
    public static ValueList<EnvironmentVariable> Environment(JobRequest request, string prefix) =>
    [
        new($"{prefix}_JOB_NAME", request.JobName),
        new($"{prefix}_JOB_ARN", request.JobArn),
        new("AWS_REGION", Region(request)),
        new("AWS_DEFAULT_REGION", Region(request)),
        .. Map(request.Arguments, "Environment"),
    ];

    /// <summary>The hosts that a <c>ClusterConfig</c> or <c>ResourceConfig</c> asks for.</summary>
    public static JobCluster Cluster(JsonElement? resources)
    {
        var groups = resources?.Items("InstanceGroups").Select(group =>
            new HostGroup(group.Text("InstanceGroupName") ?? "", group.Text("InstanceType") ?? "", Integer(group, "InstanceCount", 1))).ToValueList() ?? [];
        return groups.Count > 0 ? new JobCluster(groups) : JobCluster.Of(resources?.Text("InstanceType") ?? "", Integer(resources, "InstanceCount", 1));
    }

    /// <summary>Whether every host gets its share of an input.</summary>
    public static bool IsSharded(JsonElement source) => source.Text("S3DataDistributionType") == "ShardedByS3Key";

    private static string Region(JobRequest request) => request.JobArn.Split(':') is [_, _, _, var region, ..] ? region : "";
}
