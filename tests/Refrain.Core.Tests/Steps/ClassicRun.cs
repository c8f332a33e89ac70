using System.Text.Json;
using Refrain.Core.Definitions;
using Refrain.Core.Executions;
using Refrain.Core.Expressions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Steps;

namespace Refrain.Core.Tests.Steps;

/// <summary>The announcement's pipeline as the SDK writes it (Corpus), evaluated step by step with its defaults: what every step type makes of it.</summary>
internal sealed class ClassicRun
{
    public static readonly DateTimeOffset Created = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private readonly Dictionary<StepName, JsonElement> properties = [];

    public ClassicRun()
    {
        foreach (var name in new[] { "Abalone-Preprocess", "Abalone-Train", "Abalone-Evaluate" })
        {
            properties[new StepName(name)] = Describe(name, Ended(new JobOutcome.Exited(0))).Parse();
        }
    }

    public PipelineDefinition Definition { get; } =
        DefinitionReader.Read(File.ReadAllText(TestFolder.Of("Corpus", "abalone__abalone_classic.json")), Limits.Default).Definition
        ?? throw new InvalidOperationException("The classic definition is refused.");

    public static JobEnd Ended(JobOutcome outcome) => new()
    {
        Outcome = outcome,
        StartedAt = Created.AddSeconds(2),
        EndedAt = Created.AddSeconds(92.5),
        Metrics = [new MetricValue("validation:rmse", 2.25, Created.AddSeconds(90))],
        ExitMessage = "said at the end",
    };

    public JsonElement Arguments(string step)
    {
        var parameters = Definition.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Typed(parameter.Default ?? ""));
        var evaluator = new ExpressionEvaluator(new EvaluationScope
        {
            Parameter = name => parameters[name],
            ExecutionVariable = name => name == "PipelineExecutionId" ? "abcdefghijkl" : null,
            Properties = name => properties[name],
            PropertyFile = (_, _) => (Json.Of("""{"regression_metrics":{"mse":{"value":4.5}}}"""), null),
        });
        var evaluated = evaluator.Resolve(Definition[new StepName(step)].Arguments);
        return ((IRequestStepType)Definition[new StepName(step)].Type).Arguments.WithTexts(Assert.IsType<Evaluation.Value>(evaluated).Json);
    }

    public JobRequest Request(string step)
    {
        var definition = Definition[new StepName(step)];
        var type = (IJobStepType)definition.Type;
        var arguments = Arguments(step);
        var inputs = type.Inputs(arguments).Select(input => new JobInput(input.Name, input.LocalPath, new ContentManifest([new ManifestEntry("file", "0a", 1)])));
        var name = $"pipelines-abcdefghijkl-{step}-0123456789";
        return new JobRequest(definition, arguments, name, $"arn:aws:sagemaker:eu-central-1:123456789012:{type.ArnResource}/{name}", inputs.ToValueList());
    }

    public RawJson Describe(string step, JobEnd? end)
    {
        var status = end?.Outcome switch { null => JobStatus.InProgress, JobOutcome.Exited { Code: 0 } => JobStatus.Completed, JobOutcome.Stopped => JobStatus.Stopped, _ => JobStatus.Failed };
        var reason = status == JobStatus.Failed ? JobFailure.Reason(end!, Limits.Default) : null; // failed with an end
        return ((IJobStepType)Definition[new StepName(step)].Type).Describe(Request(step), new JobProgress(Created, end?.EndedAt ?? Created.AddSeconds(1), status, end, reason));
    }

    public string Spec(string step) =>
        Json.Pretty(JsonSerializer.Serialize(((IJobStepType)Definition[new StepName(step)].Type).Spec(Request(step)), StoredJson.Default.JobSpec));
}
