using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Core;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Requests;

/// <summary>What is done with experiments, trials and trial components. Documents are requests as they came, held against the API model.</summary>
public sealed class Experiments(IExperimentStore store, TimeProvider clock)
{
    private static readonly string[] Maps = ["Parameters", "InputArtifacts", "OutputArtifacts"];

    /// <summary>Makes one; its ARN.</summary>
    /// <exception cref="RefusalException">The name is taken, or a trial's experiment is not there.</exception>
    public async Task<string> CreateAsync(Caller caller, ExperimentKind kind, RawJson document, CancellationToken cancellationToken)
    {
        var (asked, now) = (document.Parse(), clock.GetUtcNow());
        var tags = NewJobs.Tags(asked);
        ResourceTags.Check(tags);
        var entity = new ExperimentEntity(caller.Scope, kind, Name(asked, kind), Rest(document, kind), now, now)
        {
            DisplayName = asked.Text("DisplayName"), Experiment = kind == ExperimentKind.Trial ? asked.Text("ExperimentName") : null, CreatedBy = caller.Name, ModifiedBy = caller.Name,
        };
        return await store.CreateAsync(entity, tags, cancellationToken) switch
        {
            ExperimentCreation.Done => entity.Arn,
            ExperimentCreation.NameTaken => throw RefusalException.Invalid($"{Words(kind)} names must be unique within an AWS account and region. {entity.Arn} already exists."),
            _ => throw Missing(caller, ExperimentKind.Experiment, entity.Experiment ?? ""),
        };
    }

    /// <summary>The one of that name.</summary>
    /// <exception cref="RefusalException">There is none.</exception>
    public async Task<ExperimentEntity> GetAsync(Caller caller, ExperimentKind kind, string name, CancellationToken cancellationToken) =>
        await store.FindAsync(caller.Scope, kind, AfterSlash(name), cancellationToken) ?? throw Missing(caller, kind, name);

    /// <summary>Changes what is given; its ARN. Parameters and artifacts are added to those that are there.</summary>
    /// <exception cref="RefusalException">There is none.</exception>
    public async Task<string> UpdateAsync(Caller caller, ExperimentKind kind, RawJson document, CancellationToken cancellationToken)
    {
        var (asked, now) = (document.Parse(), clock.GetUtcNow());
        var name = Name(asked, kind);
        var changed = await store.UpdateAsync(
            caller.Scope,
            kind,
            name,
            entity => entity with
            {
                DisplayName = asked.Text("DisplayName") ?? entity.DisplayName, Document = Merge(entity.Document, Rest(document, kind)), ModifiedAt = now, ModifiedBy = caller.Name,
            },
            cancellationToken);
        return changed?.Arn ?? throw Missing(caller, kind, name);
    }

    /// <summary>Removes one that nothing belongs to; the ARN it had.</summary>
    /// <exception cref="RefusalException">There is none, or something belongs to it.</exception>
    public async Task<string> DeleteAsync(Caller caller, ExperimentKind kind, string name, CancellationToken cancellationToken) =>
        await store.DeleteAsync(caller.Scope, kind, name, cancellationToken) switch
        {
            Removal.Done => caller.Scope.Arn($"{kind.ArnResource()}/{name}"),
            Removal.NotThere => throw Missing(caller, kind, name),
            _ => throw RefusalException.Invalid(kind switch
            {
                ExperimentKind.Experiment => $"The experiment '{name}' has trials. Delete them first.",
                ExperimentKind.Trial => $"The trial '{name}' has trial components. Disassociate them first.",
                _ => $"The trial component '{name}' belongs to a trial. Disassociate it first.",
            }),
        };

    /// <summary>Adds a component to a trial or takes it out; both ARNs.</summary>
    /// <exception cref="RefusalException">One of them is not there.</exception>
    public async Task<(string Trial, string Component)> AssociateAsync(Caller caller, string trial, string component, bool isMember, CancellationToken cancellationToken)
    {
        var (found, member) = (await GetAsync(caller, ExperimentKind.Trial, trial, cancellationToken), await GetAsync(caller, ExperimentKind.TrialComponent, component, cancellationToken));
        return await store.SetMemberAsync(caller.Scope, found.Name, member.Name, isMember, cancellationToken)
            ? (found.Arn, member.Arn)
            : throw Missing(caller, ExperimentKind.TrialComponent, component); // deleted between the look-ups
    }

    private static RefusalException Missing(Caller caller, ExperimentKind kind, string name) =>
        RefusalException.NotFound($"{Words(kind)} '{caller.Scope.Arn($"{kind.ArnResource()}/{AfterSlash(name)}")}' does not exist.");

    private static string Name(JsonElement asked, ExperimentKind kind) =>
        asked.Text($"{kind}Name") ?? throw new System.Diagnostics.UnreachableException("The request was not checked.");

    // A component may be named by its ARN where it is associated.
    private static string AfterSlash(string name) => name[(name.LastIndexOf('/') + 1)..];

    private static string Words(ExperimentKind kind) => kind switch { ExperimentKind.TrialComponent => "Trial component", var other => $"{other}" };

    /// <summary>What has no place of its own.</summary>
    private static RawJson Rest(RawJson document, ExperimentKind kind)
    {
        var rest = JsonNode.Parse(document.Text)!.AsObject(); // the door read an object
        foreach (var own in new[] { $"{kind}Name", "DisplayName", "ExperimentName", "Tags" })
        {
            rest.Remove(own);
        }

        return new RawJson(rest.ToJsonString());
    }

    private static RawJson Merge(RawJson before, RawJson asked)
    {
        var (merged, changes) = (JsonNode.Parse(before.Text)!.AsObject(), JsonNode.Parse(asked.Text)!.AsObject()); // both are objects of ours
        foreach (var map in Maps)
        {
            var entries = merged[map] as JsonObject ?? [];
            foreach (var removed in (changes[$"{map}ToRemove"] as JsonArray ?? []).Select(key => (string?)key ?? ""))
            {
                entries.Remove(removed);
            }

            foreach (var (key, value) in changes[map] as JsonObject ?? [])
            {
                entries[key] = value?.DeepClone();
            }

            changes.Remove(map);
            changes.Remove($"{map}ToRemove");
            merged.Remove(map);
            if (entries.Count > 0)
            {
                merged[map] = entries;
            }
        }

        foreach (var (name, value) in changes)
        {
            merged[name] = value?.DeepClone();
        }

        return new RawJson(merged.ToJsonString());
    }
}
