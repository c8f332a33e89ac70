using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Expressions;
using Refrain.Core.Jobs;
using Refrain.Core.Steps;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Work;

/// <summary>
/// Makes a job step ready for launch: name, resolved arguments, the exact content of every input, identity. Nothing is started; all of it is recorded
/// first, so that a launch after a crash is the same launch.
/// </summary>
public sealed class PrepareJob(ResolveArguments arguments, FindInputs findInputs, IIdSource ids, Limits limits)
{
    /// <summary>What to record, or why the step cannot begin.</summary>
    public async Task<Observation> PerformAsync(StepContext context, StepWork.Begin work, IJobStepType type, CancellationToken cancellationToken)
    {
        var step = context.Step(work.Position);
        var jobName = JobName.For(context.Arn.ExecutionId, step.Name, ids.NextJobSuffix());
        var evaluation = await arguments.RunAsync(context, work.Position, jobName, expressions => expressions.Resolve(step.Arguments), cancellationToken);
        if (CheckedArguments.Of(step, evaluation, limits, out var resolved) is { } reason)
        {
            return Impossible(work, reason);
        }

        var requests = type.Inputs(resolved);
        var (inputs, problem) = await findInputs.FindAsync(context, work.Position, requests, cancellationToken);
        return problem is not null
            ? Impossible(work, problem)
            : new Observation.Prepared(work.Position, work.Attempt, jobName, RawJson.Of(resolved), Identity(step, resolved, requests, inputs), inputs);
    }

    private static Observation.Impossible Impossible(StepWork.Begin work, string reason) => new(work.Position, work.Attempt, $"ClientError: {reason}");

    private static StepIdentity Identity(StepDefinition step, JsonElement resolved, ValueList<InputRequest> requests, ValueList<JobInput> inputs)
    {
        var staged = requests.Zip(inputs).ToList();
        return new StepIdentity
        {
            Definition = step.Digest(),
            Arguments = JsonText.CanonicalDigest(resolved),
            Image = resolved.Member("AppSpecification")?.Text("ImageUri") ?? resolved.Member("AlgorithmSpecification")?.Text("TrainingImage") ?? "",
            Environment = Digest([Canonical(resolved, "Environment"), Canonical(resolved, "HyperParameters")]),
            Code = staged.Any(pair => pair.First.IsCode) ? Digest(staged.Where(pair => pair.First.IsCode).Select(pair => pair.Second.Content.Digest)) : "",
            Inputs = staged.Where(pair => !pair.First.IsCode).Select(pair => new InputDigest(pair.First.Name, pair.First.S3Uri, pair.Second.Content.Digest)).ToValueList(),
        };
    }

    private static string Canonical(JsonElement resolved, string member) => resolved.Member(member) is { } value ? JsonText.CanonicalDigest(value) : "";

    private static string Digest(IEnumerable<string> parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
}
