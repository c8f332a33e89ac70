using Refrain.Core;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Driving;

/// <summary>What is written once of a job, from the request that made it.</summary>
internal static class NewJobs
{
    /// <summary>Of a job with these resolved arguments; its component is called like the step unless they say otherwise.</summary>
    public static NewJob Of(JobRecord job, string step, System.Text.Json.JsonElement arguments) => new(
        Tags(arguments),
        $"{job.Name}-aws-{job.Kind.ArnResource()}",
        arguments.Member("ExperimentConfig")?.Text("TrialComponentDisplayName") ?? step);

    /// <summary>The tags in a Create request.</summary>
    public static ValueList<Tag> Tags(System.Text.Json.JsonElement request) =>
        request.Items("Tags").Select(tag => new Tag(tag.Text("Key") ?? "", tag.Text("Value") ?? "")).ToValueList();
}
