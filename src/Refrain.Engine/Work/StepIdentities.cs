using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Core.Steps;

namespace Refrain.Engine.Work;

/// <summary>What makes the result of a job step what it is.</summary>
internal static class StepIdentities
{
    /// <summary>
    /// The identity of a step with these resolved arguments over these inputs, which were found for these requests, in their order. <paramref name="model"/> is the model that its job
    /// serves; null when it serves none.
    /// </summary>
    public static StepIdentity Of(StepDefinition step, JsonElement resolved, ValueList<InputRequest> requests, ValueList<JobInput> inputs, RawJson? model)
    {
        var staged = requests.Zip(inputs).ToList();
        return new StepIdentity
        {
            Definition = step.Digest(),
            Arguments = JsonText.CanonicalDigest(resolved),
            Image = resolved.Member("AppSpecification")?.Text("ImageUri") ?? resolved.Member("AlgorithmSpecification")?.Text("TrainingImage") ?? Image(model),
            Environment = Digest([Canonical(resolved, "Environment"), Canonical(resolved, "HyperParameters"), .. Environments(model)]),
            Code = staged.Any(pair => pair.First.IsCode) ? Digest(staged.Where(pair => pair.First.IsCode).Select(pair => pair.Second.Content.Digest)) : "",
            Inputs = staged.Where(pair => !pair.First.IsCode).Select(pair => new InputDigest(pair.First.Name, pair.First.S3Uri, pair.Second.Content.Digest)).ToValueList(),
        };
    }

    private static string Image(RawJson? model) => string.Join(' ', Containers(model).Select(container => container.Text("Image")));

    private static IEnumerable<string> Environments(RawJson? model) => Containers(model).Select(container => Canonical(container, "Environment"));

    private static IEnumerable<JsonElement> Containers(RawJson? model) => model?.Parse().Items("Containers") ?? [];

    private static string Canonical(JsonElement resolved, string member) => resolved.Member(member) is { } value ? JsonText.CanonicalDigest(value) : "";

    private static string Digest(IEnumerable<string> parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
}
