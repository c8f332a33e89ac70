using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Core.Steps;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Work;

/// <summary>What makes the result of a job step what it is.</summary>
internal static class StepIdentities
{
    /// <summary>
    /// The identity of a step with these resolved arguments over these inputs, which were found for these requests, in their order. <paramref name="runtime"/> is what stands for
    /// its image (<see cref="Ports.ImageChoice.Digest"/>), <paramref name="model"/> the model that its job serves; null when it serves none.
    /// </summary>
    public static StepIdentity Of(
        StepDefinition step, JsonElement resolved, ValueList<InputRequest> requests, ValueList<JobInput> inputs, string? runtime = null, RawJson? model = null)
    {
        var staged = requests.Zip(inputs).Where(pair => !pair.First.IsProgress).ToList();
        return new StepIdentity
        {
            Definition = step.Digest(),
            Arguments = JsonText.CanonicalDigest(resolved),
            Image = ImageOf(resolved) is { Length: > 0 } image ? image : Image(model),
            Runtime = runtime,
            Environment = Digest([Canonical(resolved, "Environment"), Canonical(resolved, "HyperParameters"), .. Environments(model)]),
            Code = staged.Any(pair => pair.First.IsCode) ? Digest(staged.Where(pair => pair.First.IsCode).Select(pair => pair.Second.Content.Digest)) : "",
            Inputs = staged.Where(pair => !pair.First.IsCode).Select(pair => new InputDigest(pair.First.Name, pair.First.S3Uri, pair.Second.Content.Digest)).ToValueList(),
        };
    }

    /// <summary>What stands for the images of a job: for a job that serves a model those of its containers, otherwise the one that its arguments name.</summary>
    public static ImageChoice ChoiceOf(IStepRuntime runtime, JsonElement resolved, RawJson? model)
    {
        if (model is null)
        {
            return runtime.Choose(ImageOf(resolved));
        }

        var choices = Containers(model).Select(container => runtime.Choose(container.Text("Image") ?? "")).ToList();
        return new ImageChoice(
            choices.Exists(choice => choice.Digest is not null) ? Digest(choices.Select(choice => choice.Digest ?? "")) : null,
            choices.Select(choice => choice.Problem).FirstOrDefault(problem => problem is not null));
    }

    private static string ImageOf(JsonElement resolved) =>
        resolved.Member("AppSpecification")?.Text("ImageUri") ?? resolved.Member("AlgorithmSpecification")?.Text("TrainingImage") ?? "";

    private static string Image(RawJson? model) => string.Join(' ', Containers(model).Select(container => container.Text("Image")));

    private static IEnumerable<string> Environments(RawJson? model) => Containers(model).Select(container => Canonical(container, "Environment"));

    private static IEnumerable<JsonElement> Containers(RawJson? model) => model?.Parse().Items("Containers") ?? [];

    private static string Canonical(JsonElement resolved, string member) => resolved.Member(member) is { } value ? JsonText.CanonicalDigest(value) : "";

    private static string Digest(IEnumerable<string> parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
}
