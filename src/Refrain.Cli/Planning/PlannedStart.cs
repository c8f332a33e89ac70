using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Cli.Api;
using Refrain.Cli.Connecting;
using Refrain.Cli.Executions;
using Refrain.Cli.Printing;
using Refrain.Core;

namespace Refrain.Cli.Planning;

/// <summary>Starts what was planned, and shows what comes of it: the second half of <c>start</c> and <c>resume</c>.</summary>
internal sealed class PlannedStart(CliSession session, StartLabels labels, bool waits)
{
    public StartLabels Labels => labels;

    /// <summary>The options that do not say what is run.</summary>
    public IEnumerable<string> Words(bool json) => [.. labels.Words(), .. waits ? ["--wait"] : (string[])[], .. json ? ["--json"] : (string[])[]];

    /// <summary>Warns, and starts. The answer has the form of StartPipelineExecution's, and the plan beside it.</summary>
    /// <param name="path">Where it is started.</param>
    /// <param name="body">The request that was planned.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<JsonElement> SendAsync(string[] path, JsonObject body, PlanView plan, CancellationToken cancellationToken)
    {
        PlanPage.Warn(session.Screen, plan, withSilentOverrides: labels.AllowStale); // otherwise they are why the server refuses
        var start = body.DeepClone().AsObject();
        labels.AddTo(start, session.Host.NewToken());
        var answer = await session.Refrain.PostAsync(path, start, cancellationToken);
        return JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("PipelineExecutionArn", answer.Required("pipelineExecutionArn"));
            if (answer.Member("plan") is { } followed)
            {
                writer.WritePropertyName("plan");
                followed.WriteTo(writer);
            }

            writer.WriteEndObject();
        });
    }

    /// <summary>Waits for the end when that is asked for, otherwise says what was started.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> FollowAsync(string what, JsonElement answer, bool json, CancellationToken cancellationToken)
    {
        var arn = answer.Required("PipelineExecutionArn");
        if (waits)
        {
            return await ExecutionReport.WaitAsync(session, arn, json, cancellationToken);
        }

        if (json)
        {
            session.Screen.Json(answer);
            return ExitCode.Ok;
        }

        var id = ExecutionView.IdOf(arn);
        session.Screen.Line($"Execution {id} {what}.");
        session.Screen.Aside($"Follow it with 'refrain steps {id} --watch'.");
        return ExitCode.Ok;
    }
}
