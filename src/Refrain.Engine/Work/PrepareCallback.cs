using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Expressions;
using Refrain.Core.Steps.Callback;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Work;

/// <summary>Begins a Callback step: everything that its message will hold is resolved, and recorded before anything is sent.</summary>
public sealed class PrepareCallback(ResolveArguments arguments, IIdSource ids, CallbackHosts hosts)
{
    /// <summary>What is to be sent, or why nothing can be.</summary>
    public async Task<Observation> PerformAsync(StepContext context, StepWork.Begin work, CancellationToken cancellationToken)
    {
        var step = context.Step(work.Position);
        var evaluation = await arguments.RunAsync(context, work.Position, jobName: null, expressions => expressions.Resolve(Both(step.Json, step.Arguments)), cancellationToken);
        if (evaluation is not Evaluation.Value { Json: var resolved })
        {
            return Impossible(((Evaluation.Failed)evaluation).Reason);
        }

        var url = resolved.Text("SqsQueueUrl") ?? "";
        return CallbackAddress.Read(url, context.Scope, hosts.Allowed) is CallbackAddress.Nowhere nowhere
            ? Impossible(nowhere.Reason)
            : new Observation.CallbackPrepared(work.Position, work.Attempt, ids.NextJobSuffix(), url, RawJson.Of(resolved.Member("Arguments") ?? RawJson.EmptyObject.Parse()));

        Observation Impossible(string reason) => new Observation.Impossible(work.Position, work.Attempt, $"ClientError: {reason}");
    }

    private static System.Text.Json.JsonElement Both(System.Text.Json.JsonElement step, System.Text.Json.JsonElement arguments) => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WritePropertyName("SqsQueueUrl");
        step.GetProperty("SqsQueueUrl").WriteTo(writer); // required, so it is there
        writer.WritePropertyName("Arguments");
        arguments.WriteTo(writer);
        writer.WriteEndObject();
    });
}

/// <summary>Hosts that Callback steps may call: those that the operator named.</summary>
public sealed record CallbackHosts(ValueList<string> Allowed);
