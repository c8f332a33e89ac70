using System.Text.Json;
using Refrain.Core.Expressions;

namespace Refrain.Core.Steps.Unavailable;

/// <summary>What the Arguments of an EMR step may hold: a step for a cluster that is there, or for one that is made for it (spec 06).</summary>
internal sealed class EmrRules
{
    private readonly Action<Diagnostic> report;

    private EmrRules(Action<Diagnostic> report) => this.report = report;

    public static void Check(StepDefinition step, Action<Diagnostic> report) => new EmrRules(report).Check(step.Arguments, $"{step.Path}.Arguments");

    private void Check(JsonElement arguments, string path)
    {
        Only(arguments, path, "StepConfig", "ClusterId", "ClusterConfig", "ExecutionRoleArn");
        if (Object(arguments, "StepConfig", path) is { } stepConfig)
        {
            CheckStepConfig(stepConfig, $"{path}.StepConfig");
        }

        OneOf(arguments, path, "An EMR step", "ClusterId", "ClusterConfig");
        if (arguments.Member("ClusterConfig") is null)
        {
            return;
        }

        if (arguments.Member("ExecutionRoleArn") is not null)
        {
            Report($"{path}.ExecutionRoleArn", "An ExecutionRoleArn goes with a ClusterId only.", "no ExecutionRoleArn, or a cluster that is there");
        }

        if (Object(arguments, "ClusterConfig", path) is { } cluster)
        {
            CheckCluster(cluster, $"{path}.ClusterConfig");
        }
    }

    private void CheckStepConfig(JsonElement config, string path)
    {
        Only(config, path, "HadoopJarStep", "Name", "ActionOnFailure");
        if (Object(config, "HadoopJarStep", path) is not { } jar)
        {
            return;
        }

        Only(jar, $"{path}.HadoopJarStep", "Jar", "Args", "MainClass", "Properties");
        if (jar.Member("Jar") is null)
        {
            Report($"{path}.HadoopJarStep.Jar", "A HadoopJarStep needs a Jar.", "a value for Jar");
        }

        if (jar.Member("Args") is { } list && list.ValueKind != JsonValueKind.Array && !ExpressionReader.IsExpression(list))
        {
            Report($"{path}.HadoopJarStep.Args", "Expecting start of Json Array.", "an array of texts");
        }

        ArgumentRules.CheckObjects(jar, "Properties", $"{path}.HadoopJarStep", report);
    }

    // The rest of the RunJobFlow request is EMR's business.
    private void CheckCluster(JsonElement cluster, string path)
    {
        Never(cluster, path, "Name", "Steps", "AutoTerminationPolicy");
        if (Object(cluster, "Instances", path) is { } instances)
        {
            Never(instances, $"{path}.Instances", "KeepJobFlowAliveWhenNoSteps", "TerminationProtected");
            OneOf(instances, $"{path}.Instances", "A cluster", "InstanceGroups", "InstanceFleets");
        }
    }

    private void OneOf(JsonElement owner, string path, string who, string first, string second)
    {
        if (owner.Member(first) is null == owner.Member(second) is null)
        {
            Report(path, $"{who} needs either {first} or {second}.", "exactly one of them");
        }
    }

    // Null, with a report, when it is missing or no object; null without one when an expression stands there.
    private JsonElement? Object(JsonElement owner, string name, string path)
    {
        if (owner.Member(name) is { } given && ExpressionReader.IsExpression(given))
        {
            return null;
        }

        if (owner.Member(name) is { ValueKind: JsonValueKind.Object } member)
        {
            return member;
        }

        Report($"{path}.{name}", "Expecting start of Json Object.", $"an object for {name}");
        return null;
    }

    private void Only(JsonElement owner, string path, params string[] names) => Refuse(owner, path, name => !names.Contains(name), string.Join(", ", names));

    private void Never(JsonElement owner, string path, params string[] names) => Refuse(owner, path, name => names.Contains(name), "no such member: the pipeline sees to it");

    private void Refuse(JsonElement owner, string path, Func<string, bool> isRefused, string expected)
    {
        foreach (var other in owner.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null && isRefused(member.Name)))
        {
            Report($"{path}.{other.Name}", $"Unknown Argument member '{other.Name}'", expected);
        }
    }

    private void Report(string path, string message, string expected) => report(new Diagnostic(path, message, expected));
}
