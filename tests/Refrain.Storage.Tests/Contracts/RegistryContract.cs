using Refrain.Core;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Tests.Contracts;

/// <summary>Groups, changes of packages, tags and experiments.</summary>
public abstract class RegistryContract : StoreContract
{
    private IModelRegistry Registry => Stores.Registry!; // a class that derives from this one opens it

    private IExperimentStore Experiments => Stores.Experiments!; // see above

    private ITagStore Tags => Stores.Tags!; // see above

    [Fact]
    public async Task A_number_is_given_once_also_when_the_last_version_is_deleted()
    {
        await Stores.Models.RegisterAsync(Sample.Package("g", 1), "a", Cancel);
        await Stores.Models.RegisterAsync(Sample.Package("g", 2), "b", Cancel);
        Assert.True(await Registry.DeletePackageAsync(Sample.Scope, "G", 2, Cancel));
        Assert.False(await Registry.DeletePackageAsync(Sample.Scope, "g", 2, Cancel));

        Assert.Equal(3, (await Stores.Models.RegisterAsync(Sample.Package("g", 3), "c", Cancel)).Version);
        Assert.Equal(Removal.InUse, await Registry.DeleteGroupAsync(Sample.Scope, "g", Cancel));
    }

    [Fact]
    public async Task A_group_is_made_once_and_goes_with_its_tags()
    {
        var group = new ModelPackageGroupRecord(Sample.Scope, "Shells", "of the sea", "alice", Sample.Noon);

        Assert.True(await Registry.CreateGroupAsync(group, [new Tag("k", "v")], Cancel));
        Assert.False(await Registry.CreateGroupAsync(group with { Name = "shells" }, [], Cancel));
        Assert.Equal(group, await Registry.FindGroupAsync(Sample.Scope, "SHELLS", Cancel));
        Assert.Equal([new Tag("k", "v")], await Tags.ListAsync(group.Arn, Cancel));
        Assert.Equal(Removal.Done, await Registry.DeleteGroupAsync(Sample.Scope, "shells", Cancel));
        Assert.Equal(Removal.NotThere, await Registry.DeleteGroupAsync(Sample.Scope, "shells", Cancel));
        Assert.True(await Registry.CreateGroupAsync(group, [], Cancel));
        Assert.Equal([], await Tags.ListAsync(group.Arn, Cancel));
    }

    [Fact]
    public async Task Concurrent_changes_of_a_package_are_all_kept()
    {
        await Stores.Models.RegisterAsync(Sample.Package("g", 1), "a", Cancel);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Registry.UpdatePackageAsync(
            Sample.Scope, "g", 1, package => package with { Document = new RawJson($$"""{"n":{{Number(package) + 1}}}"""), ModifiedAt = Sample.At(9) }, Cancel)));

        var found = await Stores.Models.FindPackageAsync(Sample.Scope, "g", 1, Cancel);
        Assert.Equal(("""{"n":20}""", Sample.At(9)), (found!.Document.Text, found.ModifiedAt));
        Assert.Null(await Registry.UpdatePackageAsync(Sample.Scope, "g", 2, package => package, Cancel));

        static int Number(ModelPackageRecord package) => package.Document.Parse().Member("n") is { } number ? number.GetInt32() : 0;
    }

    [Fact]
    public async Task Models_and_groups_are_listed_by_name_and_time()
    {
        foreach (var (name, second) in new[] { ("b", 1), ("C-x", 2), ("a", 3) })
        {
            await Stores.Models.CreateModelAsync(new ModelRecord(Sample.Scope, name, new RawJson("{}"), Sample.At(second)), name, Cancel);
            await Registry.CreateGroupAsync(new ModelPackageGroupRecord(Sample.Scope, name, null, null, Sample.At(second)), [], Cancel);
        }

        Assert.Equal("b C-x a|C-x a b|C-x", $"{await ListAsync(false, null)}|{await ListAsync(true, null)}|{await ListAsync(true, "X")}");
        Assert.True(await Registry.DeleteModelAsync(Sample.Scope, "a", Cancel));
        Assert.False(await Registry.DeleteModelAsync(Sample.Scope, "a", Cancel));
    }

    [Fact]
    public async Task Too_many_tags_change_nothing()
    {
        await Registry.CreateGroupAsync(new ModelPackageGroupRecord(Sample.Scope, "g", null, null, Sample.Noon), [new Tag("a", "1")], Cancel);
        var arn = Sample.Scope.Arn("model-package-group/g");

        await Assert.ThrowsAsync<TooManyTagsException>(() => Tags.AddAsync(arn, [new Tag("a", "2"), new Tag("b", "2"), new Tag("c", "2")], 2, Cancel));
        Assert.Equal([new Tag("a", "1")], await Tags.ListAsync(arn, Cancel));
        Assert.Null(await Tags.ListAsync(Sample.Scope.Arn("model-package-group/none"), Cancel));
        Assert.Null(await Tags.ListAsync("nonsense", Cancel));
        Assert.False(await Tags.RemoveAsync(Sample.Scope.Arn("model/none"), ["a"], Cancel));
    }

    [Fact]
    public async Task Experiments_hold_trials_and_trials_hold_components()
    {
        Assert.Equal(ExperimentCreation.NoExperiment, await Experiments.CreateAsync(Entity(ExperimentKind.Trial, "t") with { Experiment = "E" }, [], Cancel));
        Assert.Equal(ExperimentCreation.Done, await Experiments.CreateAsync(Entity(ExperimentKind.Experiment, "E"), [], Cancel));
        Assert.Equal(ExperimentCreation.NameTaken, await Experiments.CreateAsync(Entity(ExperimentKind.Experiment, "e"), [], Cancel));
        Assert.Equal(ExperimentCreation.Done, await Experiments.CreateAsync(Entity(ExperimentKind.Trial, "t") with { Experiment = "e" }, [], Cancel));
        Assert.Equal(ExperimentCreation.Done, await Experiments.CreateAsync(Entity(ExperimentKind.TrialComponent, "c"), [], Cancel));
        Assert.False(await Experiments.SetMemberAsync(Sample.Scope, "t", "none", isMember: true, Cancel));
        Assert.True(await Experiments.SetMemberAsync(Sample.Scope, "T", "C", isMember: true, Cancel));
        Assert.True(await Experiments.SetMemberAsync(Sample.Scope, "t", "c", isMember: true, Cancel));

        Assert.Equal("E", (await Experiments.FindAsync(Sample.Scope, ExperimentKind.Trial, "t", Cancel))?.Experiment);
        Assert.Equal("t", await ListAsync(ExperimentKind.Trial, query => query with { Experiment = "E" }));
        Assert.Equal("t", await ListAsync(ExperimentKind.Trial, query => query with { Component = "c" }));
        Assert.Equal("c", await ListAsync(ExperimentKind.TrialComponent, query => query with { Experiment = "e", Trial = "t" }));
        Assert.Equal("", await ListAsync(ExperimentKind.TrialComponent, query => query with { Trial = "other" }));
        Assert.Equal("", await ListAsync(ExperimentKind.TrialComponent, query => query with { SourceArn = "other" }));
        Assert.Equal(
            (Removal.InUse, Removal.InUse, Removal.InUse),
            (await DeleteAsync(ExperimentKind.Experiment, "E"), await DeleteAsync(ExperimentKind.Trial, "t"), await DeleteAsync(ExperimentKind.TrialComponent, "c")));
        Assert.True(await Experiments.SetMemberAsync(Sample.Scope, "t", "c", isMember: false, Cancel));
        Assert.Equal(
            (Removal.Done, Removal.Done, Removal.Done, Removal.NotThere),
            (await DeleteAsync(ExperimentKind.TrialComponent, "c"), await DeleteAsync(ExperimentKind.Trial, "t"), await DeleteAsync(ExperimentKind.Experiment, "E"), await DeleteAsync(ExperimentKind.Trial, "t")));
    }

    private static ExperimentEntity Entity(ExperimentKind kind, string name) => new(Sample.Scope, kind, name, new RawJson("{}"), Sample.Noon, Sample.Noon);

    private Task<Removal> DeleteAsync(ExperimentKind kind, string name) => Experiments.DeleteAsync(Sample.Scope, kind, name, Cancel);

    private async Task<string> ListAsync(ExperimentKind kind, Func<ExperimentQuery, ExperimentQuery> more) =>
        string.Join(' ', (await Experiments.ListAsync(more(new ExperimentQuery(Sample.Scope, kind, CreatedBetween.Any, ByName: true, Sample.FirstPage())), Cancel)).Items.Select(one => one.Name));

    private async Task<string> ListAsync(bool byName, string? contains)
    {
        NamedQuery Query(PageRequest page) => new(Sample.Scope, contains, CreatedBetween.Any, byName, page);
        var models = await Paging.AllAsync(page => Registry.ListModelsAsync(Query(page), Cancel), 1);
        var groups = await Paging.AllAsync(page => Registry.ListGroupsAsync(Query(page), Cancel), 2);
        Assert.Equal(models.Select(model => model.Name), groups.Select(group => group.Name));
        return string.Join(' ', models.Select(model => model.Name));
    }
}
