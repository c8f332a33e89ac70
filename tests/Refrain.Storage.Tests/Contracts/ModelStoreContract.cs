using Refrain.Core;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Tests.Contracts;

public abstract class ModelStoreContract : StoreContract
{
    [Fact]
    public async Task A_maker_makes_a_model_once_and_another_maker_does_not_get_its_name()
    {
        var model = new ModelRecord(Sample.Scope, "m", new RawJson("""{"a": 1}"""), Sample.Noon);

        Assert.Equal(model, await Stores.Models.CreateModelAsync(model, "x1.M.1", Cancel));
        Assert.Equal(model, await Stores.Models.CreateModelAsync(model with { CreatedAt = Sample.At(9) }, "x1.M.1", Cancel));
        Assert.Null(await Stores.Models.CreateModelAsync(model, "x2.M.1", Cancel));
        Assert.Equal(model, await Stores.Models.FindModelAsync(Sample.Scope, "m", Cancel));
        Assert.Null(await Stores.Models.FindModelAsync(Sample.Scope with { Region = "mars-1" }, "m", Cancel));
        Assert.NotNull(await Stores.Models.CreateModelAsync(model with { Name = "m2" }, "x2.M.1", Cancel));
    }

    [Fact]
    public async Task Versions_count_from_1_in_each_group()
    {
        Assert.Equal(1, (await Stores.Models.RegisterAsync(Sample.Package("shells", 1), "a", Cancel)).Version);
        Assert.Equal(2, (await Stores.Models.RegisterAsync(Sample.Package("Shells", 2), "b", Cancel)).Version);
        Assert.Equal(1, (await Stores.Models.RegisterAsync(Sample.Package("pearls", 3), "c", Cancel)).Version);
        Assert.Equal(3, (await Stores.Models.RegisterAsync(Sample.Package("shells", 4), "d", Cancel)).Version);
    }

    [Fact]
    public async Task A_maker_registers_once()
    {
        var first = await Stores.Models.RegisterAsync(Sample.Package("Shells", 1), "maker", Cancel);
        var again = await Stores.Models.RegisterAsync(Sample.Package("Shells", 2), "maker", Cancel);

        Assert.Equal(first, again);
        Assert.Equal(
            new ModelPackageRecord(Sample.Scope, "Shells", 1, "Approved", new RawJson("""{"at":1}"""), Sample.At(1), Sample.At(1)), first);
        Assert.Equal(2, (await Stores.Models.RegisterAsync(Sample.Package("Shells", 3), "other", Cancel)).Version);
    }

    [Fact]
    public async Task Concurrent_registrations_leave_no_gap()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 50).Select(maker => Stores.Models.RegisterAsync(Sample.Package("g", maker), $"maker {maker % 40}", Cancel)));

        Assert.Equal(Enumerable.Range(1, 40), made.Select(package => package.Version).Distinct().Order());
    }

    [Fact]
    public async Task A_version_is_found_by_its_group_in_any_case()
    {
        var made = await Stores.Models.RegisterAsync(Sample.Package("Shells", 1), "maker", Cancel);

        Assert.Equal(made, await Stores.Models.FindPackageAsync(Sample.Scope, "shells", 1, Cancel));
        Assert.Null(await Stores.Models.FindPackageAsync(Sample.Scope, "shells", 2, Cancel));
        Assert.Null(await Stores.Models.FindPackageAsync(Sample.Scope, "none", 1, Cancel));
    }

    [Fact]
    public async Task Versions_are_listed_by_time_filtered_and_in_pages()
    {
        foreach (var (group, second, status) in new[] { ("a", 1, "Approved"), ("b", 2, "Approved"), ("a", 3, "Rejected"), ("a", 4, "Approved") })
        {
            await Stores.Models.RegisterAsync(Sample.Package(group, second, status), $"maker {second}", Cancel);
        }

        Assert.Equal("a1 b1 a2 a3", await ListAsync(null, null, descending: false));
        Assert.Equal("a3 a2 a1", await ListAsync("A", null, descending: true));
        Assert.Equal("a1 a3", await ListAsync("a", "Approved", descending: false));
        Assert.Equal("", await ListAsync("none", null, descending: false));
        var between = new ModelPackageQuery(Sample.Scope, null, null, new CreatedBetween(Sample.At(1), Sample.At(3)), Sample.FirstPage());
        Assert.Equal("b", Assert.Single((await Stores.Models.ListPackagesAsync(between, Cancel)).Items).Group);
    }

    private async Task<string> ListAsync(string? group, string? status, bool descending)
    {
        var found = await Paging.AllAsync(
            page => Stores.Models.ListPackagesAsync(new ModelPackageQuery(Sample.Scope, group, status, CreatedBetween.Any, page), Cancel), 1, descending);
        return string.Join(' ', found.Select(package => $"{package.Group}{package.Version}"));
    }
}
