using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Aws;
using Refrain.Cli.Api;
using Refrain.Cli.Connecting;

namespace Refrain.Cli.Planning;

/// <summary>What the commands do alike with a plan: ask for it, and say what to do when it is refused.</summary>
internal static class PlanAnswer
{
    /// <summary>Asks for a plan; null when the server is not one of Refrain's.</summary>
    public static async Task<JsonElement?> TryAskAsync(CliSession session, string[] path, JsonObject body, CancellationToken cancellationToken)
    {
        try
        {
            return await session.Refrain.PostAsync(path, body, cancellationToken);
        }
        catch (AwsServiceException missing) when (RefrainApi.IsMissing(missing))
        {
            return null;
        }
    }

    /// <summary>Asks for a plan of a server that can make one.</summary>
    /// <exception cref="CliException">It cannot.</exception>
    public static async Task<JsonElement> AskAsync(CliSession session, string command, string[] path, JsonObject body, CancellationToken cancellationToken) =>
        await TryAskAsync(session, path, body, cancellationToken) ?? throw NoRefrain(session, $"'refrain {command}' needs");

    /// <summary>The server is not one of Refrain's.</summary>
    public static CliException NoRefrain(CliSession session, string whatNeeds) => new(
        $"{session.Settings.Connection.Endpoint} is not a Refrain server of this version, and {whatNeeds} one.",
        "Start one with 'refrain serve', or name one with --endpoint-url.");

    /// <summary>Says why a run is refused, and the command that would be accepted where there is one.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RefuseAsync(
        CliSession session, string command, PlanView plan, PlanWishes wishes, JsonObject body, IEnumerable<string> otherWords, CancellationToken cancellationToken)
    {
        var remedy = await new PlanRemedy(session.Refrain, wishes, body).FindAsync(plan, cancellationToken);
        session.Screen.Aside($"refrain: Refused: {plan.Refusal}{(remedy is null ? Refusals.RemedyIn(plan.Refusal ?? "") : "")}");
        if (remedy is not null)
        {
            session.Screen.Aside("This would be accepted:");
            session.Screen.Aside($"  {ShellWords.Line(["refrain", command, .. remedy.Words(), .. otherWords])}");
        }

        return ExitCode.Error;
    }
}
