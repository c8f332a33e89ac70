using System.Text.Json.Nodes;
using Refrain.Aws;
using Refrain.Cli.Api;

namespace Refrain.Cli.Planning;

/// <summary>Looks for wishes close to refused ones that the server accepts: it is asked, so that no command is proposed which fails as well.</summary>
internal sealed class PlanRemedy(RefrainApi api, PlanWishes wishes, JsonObject body)
{
    private const int Rounds = 4;

    /// <summary>The accepted wishes; null when none of those that were tried is.</summary>
    public async Task<PlanWishes?> FindAsync(PlanView refused, CancellationToken cancellationToken)
    {
        var changes = refused.ClosedSelection.Count > 0 ? [new Change(wishes.Selector, Close: true)] : new List<Change>();
        if (wishes.Selector is { } selector)
        {
            // Without a reference all that leads to the chosen steps has to run; with one, only what it lacks.
            var everything = new Change(IsName(selector) ? $"+{selector}" : $"+({selector})");
            changes.AddRange(refused.Reference is null ? [everything] : await WithLackingAsync(selector, refused, cancellationToken) is { } lacking ? [lacking] : []);
            changes.Add(new Change(selector, wishes.Close, PlanWishes.LatestSucceeded));
            changes.Add(everything);
        }

        foreach (var change in changes)
        {
            if (await PlanAsync(change, cancellationToken) is { Outcome: "work" })
            {
                return change.ApplyTo(wishes);
            }
        }

        return null;
    }

    // What blocks is selected as well, and what blocks then.
    private async Task<Change?> WithLackingAsync(string selector, PlanView refused, CancellationToken cancellationToken)
    {
        var plan = refused;
        for (var round = 0; round < Rounds; round++)
        {
            var lacking = plan.Steps
                .Where(step => step is { Verdict: PlannedStepView.Blocked, Code: "needs-reference" or "not-in-reference" or "type-changed" or "no-result" })
                .Select(step => Selector(step.Name))
                .ToList();
            if (lacking.Count == 0)
            {
                return null;
            }

            selector = $"{selector},{string.Join(',', lacking)}";
            var change = new Change(selector, Close: true);
            if (await PlanAsync(change, cancellationToken) is not { } answer)
            {
                return null;
            }

            if (answer.Outcome is not "refused")
            {
                return answer.ClosesGaps || wishes.Close ? change : change with { Close = false };
            }

            plan = answer;
        }

        return null;
    }

    private async Task<PlanView?> PlanAsync(Change change, CancellationToken cancellationToken)
    {
        try
        {
            return PlanView.From(await api.PostAsync(RefrainApi.PlanOf(wishes.Name), change.ApplyTo(body), cancellationToken));
        }
        catch (AwsServiceException)
        {
            return null; // not even a plan: no remedy
        }
    }

    /// <summary>A step's name as a selector: in quotes where it would be read as something else.</summary>
    private static string Selector(string name) =>
        IsName(name) ? name : $"\"{name}\"";

    private static bool IsName(string text) =>
        text is not ("and" or "or" or "not") && !text.All(char.IsAsciiDigit) && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    /// <summary>What is wished otherwise.</summary>
    private sealed record Change(string? Select, bool Close = false, string? Reference = null)
    {
        public PlanWishes ApplyTo(PlanWishes wishes) => wishes with
        {
            Select = Select is null ? [] : [Select],
            Close = Close,
            Reference = Reference ?? wishes.Reference,
            NoReference = Reference is null && wishes.NoReference,
        };

        public JsonObject ApplyTo(JsonObject body)
        {
            var changed = body.DeepClone().AsObject();
            changed["select"] = Select;
            changed["close"] = Close;
            if (Reference is not null)
            {
                changed["reference"] = Reference;
            }

            return changed;
        }
    }
}
