using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Tests.Contracts;

public abstract class PipelineStoreContract : StoreContract
{
    [Fact]
    public async Task A_created_pipeline_has_version_1_and_is_found_whole()
    {
        var made = await CreateAsync(Sample.Pipeline("Abalone", second: 3));

        Assert.Equal(made, await Stores.Pipelines.FindAsync(made.Arn, Cancel));
        Assert.Equal(
            new PipelineRecord(
                made.Id, new PipelineArn(Sample.Scope, "Abalone"), "display Abalone", "what it is for", "arn:aws:iam::123456789012:role/r", 1, 5,
                Sample.At(3), Sample.At(3), null, "alice", "alice"),
            made);
    }

    [Fact]
    public async Task Names_compare_without_case_and_keep_theirs()
    {
        var made = await CreateAsync(Sample.Pipeline("Abalone"));

        Assert.Null(await Stores.Pipelines.CreateAsync(Sample.Pipeline("ABALONE"), null, Cancel));
        var found = await Stores.Pipelines.FindAsync(new PipelineArn(Sample.Scope, "aBALONE"), Cancel);
        Assert.Equal(made, found);
        Assert.Equal("Abalone", found?.Arn.Name);
    }

    [Fact]
    public async Task The_same_name_is_free_in_another_region_and_another_account()
    {
        await CreateAsync(Sample.Pipeline("Abalone"));

        await CreateAsync(Sample.Pipeline("Abalone", scope: Sample.Scope with { Region = "us-east-1" }));
        await CreateAsync(Sample.Pipeline("Abalone", scope: Sample.Scope with { Account = "000000000000" }));
        Assert.Null(await Stores.Pipelines.FindAsync(new PipelineArn(Sample.Scope with { Region = "mars-1" }, "Abalone"), Cancel));
    }

    [Theory]
    [InlineData("{\r\n\t\"a\" : 1.0e0 }  \n\n")]
    [InlineData("\uFEFF{\"n\":\"ünïcödé 🐚 \u2028\"}")]
    [InlineData("")]
    public async Task A_definition_comes_back_byte_for_byte(string definition)
    {
        var made = await CreateAsync(Sample.Pipeline("p", definition: definition));

        var version = await Stores.Pipelines.FindVersionAsync(made.Id, null, Cancel);
        Assert.Equal(definition, version?.Definition, StringComparer.Ordinal);
        Assert.Equal(1, version?.Version);
    }

    [Fact]
    public async Task A_definition_of_4_million_characters_comes_back()
    {
        var definition = $$"""{"x":"{{new string('é', 4_000_000)}}"}""";
        var made = await CreateAsync(Sample.Pipeline("p", definition: definition));

        Assert.True((await Stores.Pipelines.FindVersionAsync(made.Id, 1, Cancel))?.Definition == definition);
    }

    [Fact]
    public async Task An_update_makes_a_version_only_when_the_text_differs_from_the_latest()
    {
        var made = await CreateAsync(Sample.Pipeline("p", definition: "one"));
        var change = new PipelineChange(null, null, null, "one", null, "carol", Sample.At(10));

        var same = await Stores.Pipelines.UpdateAsync(made.Id, change, Cancel);
        Assert.Equal(made with { ModifiedAt = Sample.At(10), ModifiedBy = "carol" }, same);
        Assert.Equal(2, (await Stores.Pipelines.UpdateAsync(made.Id, change with { Definition = "One" }, Cancel))?.LatestVersion);
        Assert.Equal(3, (await Stores.Pipelines.UpdateAsync(made.Id, change with { Definition = "one", At = Sample.At(12) }, Cancel))?.LatestVersion);
        Assert.Equal("One", (await Stores.Pipelines.FindVersionAsync(made.Id, 2, Cancel))?.Definition);
        Assert.Equal(new PipelineVersionRecord(made.Id, 3, "one", Sample.At(12)), await Stores.Pipelines.FindVersionAsync(made.Id, null, Cancel));
        Assert.Null(await Stores.Pipelines.FindVersionAsync(made.Id, 4, Cancel));
    }

    [Fact]
    public async Task An_update_changes_what_is_given_and_leaves_the_rest()
    {
        var made = await CreateAsync(Sample.Pipeline("p"));

        var changed = await Stores.Pipelines.UpdateAsync(made.Id, new PipelineChange("new", null, "role", null, 9, "carol", Sample.At(10)), Cancel);
        Assert.Equal(
            made with { DisplayName = "new", RoleArn = "role", MaxParallelSteps = 9, ModifiedAt = Sample.At(10), ModifiedBy = "carol" }, changed);
        Assert.Equal(changed, await Stores.Pipelines.FindAsync(made.Arn, Cancel));
        Assert.Null(await Stores.Pipelines.UpdateAsync(made.Id + 1, new PipelineChange("x", null, null, null, null, "c", Sample.Noon), Cancel));
    }

    [Theory]
    [InlineData(false, "1 2 3")]
    [InlineData(true, "3 2 1")]
    public async Task Versions_are_listed_by_number_with_their_last_execution(bool descending, string expected)
    {
        var made = await CreateAsync(Sample.Pipeline("p", definition: "one"));
        await Stores.Executions.StartAsync(Sample.Execution(made, "x1", second: 5), null, Cancel);
        await Stores.Executions.StartAsync(Sample.Execution(made, "x0", second: 7), null, Cancel);
        var change = new PipelineChange(null, null, null, "two", null, "carol", Sample.At(10));
        var second = await Stores.Pipelines.UpdateAsync(made.Id, change, Cancel) ?? throw new InvalidOperationException();
        await Stores.Executions.StartAsync(Sample.Execution(second, "x2", second: 11), null, Cancel);
        await Stores.Pipelines.UpdateAsync(made.Id, change with { Definition = "three" }, Cancel); // in the same millisecond
        await CreateAsync(Sample.Pipeline("other"));

        foreach (var limit in new[] { 1, 2, 100 })
        {
            var found = await Paging.AllAsync(page => Stores.Pipelines.ListVersionsAsync(new PipelineVersionQuery(made.Id, CreatedBetween.Any, page), Cancel), limit, descending);
            Assert.Equal(expected, string.Join(' ', found.Select(version => version.Version)));
            Assert.Equal(
                new ListedVersion[] { new(1, null, null, Sample.At(0), "x0"), new(2, null, null, Sample.At(10), "x2"), new(3, null, null, Sample.At(10), null) },
                found.OrderBy(version => version.Version));
        }

        var later = await Stores.Pipelines.ListVersionsAsync(new PipelineVersionQuery(made.Id, new CreatedBetween(Sample.At(0), null), Sample.FirstPage()), Cancel);
        Assert.Equal([2, 3], later.Items.Select(version => version.Version));
        Assert.Empty((await Stores.Pipelines.ListVersionsAsync(new PipelineVersionQuery(made.Id + 100, CreatedBetween.Any, Sample.FirstPage()), Cancel)).Items);
    }

    [Fact]
    public async Task A_version_is_renamed_alone_and_keeps_what_is_not_given()
    {
        var made = await CreateAsync(Sample.Pipeline("p", definition: "one"));
        await Stores.Pipelines.UpdateAsync(made.Id, new PipelineChange(null, null, null, "two", null, "carol", Sample.At(10)), Cancel);

        Assert.True(await Stores.Pipelines.UpdateVersionAsync(made.Id, 1, new VersionChange("first", null), Cancel));
        Assert.True(await Stores.Pipelines.UpdateVersionAsync(made.Id, 1, new VersionChange(null, "ünïcödé"), Cancel));
        Assert.False(await Stores.Pipelines.UpdateVersionAsync(made.Id, 3, new VersionChange("third", null), Cancel));
        Assert.Equal(
            new PipelineVersionRecord(made.Id, 1, "one", Sample.At(0)) { DisplayName = "first", Description = "ünïcödé" }, await Stores.Pipelines.FindVersionAsync(made.Id, 1, Cancel));
        Assert.Null((await Stores.Pipelines.FindVersionAsync(made.Id, 2, Cancel))?.DisplayName);
        var listed = await Stores.Pipelines.ListVersionsAsync(new PipelineVersionQuery(made.Id, CreatedBetween.Any, Sample.FirstPage(1)), Cancel);
        Assert.Equal(new ListedVersion(1, "first", "ünïcödé", Sample.At(0), null), listed.Items[0]);
    }

    [Theory]
    [InlineData(PipelineSort.CreationTime, false, "b C a")]
    [InlineData(PipelineSort.CreationTime, true, "a C b")]
    [InlineData(PipelineSort.Name, false, "C a b")]
    [InlineData(PipelineSort.Name, true, "b a C")]
    public async Task Lists_have_two_orders_and_two_directions(PipelineSort sort, bool descending, string expected)
    {
        await CreateAsync(Sample.Pipeline("b", second: 1));
        await CreateAsync(Sample.Pipeline("C", second: 2));
        await CreateAsync(Sample.Pipeline("a", second: 2));

        foreach (var limit in new[] { 1, 2, 3, 100 })
        {
            var found = await Paging.AllAsync(page => ListAsync(page, sort), limit, descending);
            Assert.Equal(expected, string.Join(' ', found.Select(pipeline => pipeline.Arn.Name)));
        }
    }

    [Fact]
    public async Task Lists_filter_by_prefix_without_case_and_by_exclusive_times()
    {
        foreach (var (name, second) in new[] { ("Train-1", 1), ("train-2", 2), ("Traim", 3), ("Other", 4) })
        {
            await CreateAsync(Sample.Pipeline(name, second));
        }

        Assert.Equal("Train-1 train-2", await NamesAsync("TRAIN", CreatedBetween.Any));
        Assert.Equal("train-2 Traim", await NamesAsync(null, new CreatedBetween(Sample.At(1), Sample.At(4))));
        Assert.Equal("Train-1", await NamesAsync("train", new CreatedBetween(Sample.At(1).AddTicks(-1), Sample.At(1).AddTicks(1))));
        Assert.Equal("", await NamesAsync("100%_", CreatedBetween.Any));
    }

    [Fact]
    public async Task Pages_stay_true_while_pipelines_are_added_and_removed()
    {
        for (var number = 0; number < 10; number++)
        {
            await CreateAsync(Sample.Pipeline($"old-{number}", second: number));
        }

        var added = 0;
        var found = await Paging.AllAsync(
            page => ListAsync(page, PipelineSort.CreationTime), 3, descending: true, between: () => CreateAsync(Sample.Pipeline($"new-{added++}", second: 100)));
        Assert.Equal(Enumerable.Range(0, 10).Reverse().Select(number => $"old-{number}"), found.Select(pipeline => pipeline.Arn.Name));
    }

    [Fact]
    public async Task Pipelines_are_counted_by_region_and_account()
    {
        await CreateAsync(Sample.Pipeline("a"));
        var gone = await CreateAsync(Sample.Pipeline("b"));
        await CreateAsync(Sample.Pipeline("c"));
        await Stores.Pipelines.DeleteAsync(gone.Id, null, Cancel);

        Assert.Equal(2, await Stores.Pipelines.CountAsync(Sample.Scope, Cancel));
        Assert.Equal(0, await Stores.Pipelines.CountAsync(Sample.Scope with { Region = "elsewhere-1" }, Cancel));
    }

    [Fact]
    public async Task A_cursor_of_another_question_or_of_nobody_is_refused()
    {
        await CreateAsync(Sample.Pipeline("a"));
        await CreateAsync(Sample.Pipeline("b"));
        var cursor = (await ListAsync(Sample.FirstPage(1), PipelineSort.Name)).Next;

        Assert.NotNull(cursor);
        foreach (var bad in new[] { "", "garbage", "🐚", "AAAA", cursor + "x", cursor[1..] })
        {
            await Assert.ThrowsAsync<BadCursorException>(() => ListAsync(new PageRequest(false, bad, 1), PipelineSort.Name));
        }

        await Assert.ThrowsAsync<BadCursorException>(() => ListAsync(new PageRequest(false, cursor, 1), PipelineSort.CreationTime));
        await Assert.ThrowsAsync<BadCursorException>(() => ListAsync(new PageRequest(true, cursor, 1), PipelineSort.Name));
    }

    [Fact]
    public async Task Deleting_takes_versions_and_executions_along_and_leaves_jobs()
    {
        var made = await CreateAsync(Sample.Pipeline("p"));
        var execution = Sample.Execution(made, "x1");
        await Stores.Executions.StartAsync(execution, null, Cancel);
        await Stores.Executions.AppendAsync(Sample.End(execution.Arn, 1) with { Jobs = [Sample.Job("j")], Reports = [Sample.Report("Train", 0)] }, null, Cancel);

        Assert.True(await Stores.Pipelines.DeleteAsync(made.Id, null, Cancel));
        Assert.Null(await Stores.Pipelines.FindAsync(made.Arn, Cancel));
        Assert.Null(await Stores.Pipelines.FindVersionAsync(made.Id, null, Cancel));
        Assert.Null(await Stores.Executions.FindAsync(execution.Arn, Cancel));
        Assert.Empty(await Stores.Executions.HistoryAsync(execution.Arn, 0, null, Cancel));
        Assert.Empty(await Stores.Executions.ReportsAsync(execution.Arn, null, Cancel));
        Assert.NotNull(await Stores.Jobs.FindAsync(Sample.Scope, JobKind.TrainingJob, "j", Cancel));
    }

    [Fact]
    public async Task Tags_are_told_by_key_and_go_with_the_pipeline()
    {
        var made = await CreateAsync(Sample.Pipeline("p") with { Tags = [new Tag("team", "shells"), new Tag("a:b", "1")] });
        await CreateAsync(Sample.Pipeline("bare") with { Tags = [] });

        Assert.Equal([new Tag("a:b", "1"), new Tag("team", "shells")], await Stores.Pipelines.TagsAsync(made.Arn, Cancel));
        Assert.Empty(await Stores.Pipelines.TagsAsync(made.Arn with { Name = "bare" }, Cancel));
        await Stores.Pipelines.DeleteAsync(made.Id, null, Cancel);
        Assert.Empty(await Stores.Pipelines.TagsAsync(made.Arn, Cancel));
    }

    [Fact]
    public async Task A_pipeline_with_a_running_execution_is_not_deleted()
    {
        var made = await CreateAsync(Sample.Pipeline("p"));
        var execution = Sample.Execution(made, "x1");
        await Stores.Executions.StartAsync(execution, null, Cancel);

        Assert.False(await Stores.Pipelines.DeleteAsync(made.Id, Sample.Token("t"), Cancel));
        var stopping = Sample.Append(execution.Arn, 1, new Core.Executions.ExecutionEvent.ExecutionStopping(Sample.At(1)));
        await Stores.Executions.AppendAsync(stopping with { Status = Core.Executions.ExecutionStatus.Stopping }, null, Cancel);
        Assert.False(await Stores.Pipelines.DeleteAsync(made.Id, Sample.Token("t"), Cancel));
        Assert.NotNull(await Stores.Executions.FindAsync(execution.Arn, Cancel));
        await Stores.Executions.AppendAsync(Sample.End(execution.Arn, 2), null, Cancel);
        Assert.True(await Stores.Pipelines.DeleteAsync(made.Id, Sample.Token("t"), Cancel));
    }

    [Fact]
    public async Task A_pipeline_made_again_under_its_name_is_another_one()
    {
        var first = await CreateAsync(Sample.Pipeline("p"));
        await Stores.Pipelines.DeleteAsync(first.Id, null, Cancel);

        var second = await CreateAsync(Sample.Pipeline("p"));
        Assert.NotEqual(first.Id, second.Id);
    }

    [Fact]
    public async Task A_token_is_saved_with_the_effect_and_not_without()
    {
        var token = Sample.Token("t1", operation: "CreatePipeline");
        var made = await Stores.Pipelines.CreateAsync(Sample.Pipeline("p"), token, Cancel);

        Assert.NotNull(made);
        Assert.Equal(token, await Stores.RequestTokens.FindAsync("CreatePipeline", "t1", Cancel));
        Assert.Null(await Stores.RequestTokens.FindAsync("DeletePipeline", "t1", Cancel));
        Assert.Null(await Stores.Pipelines.CreateAsync(Sample.Pipeline("P"), Sample.Token("t2"), Cancel));
        Assert.Null(await Stores.RequestTokens.FindAsync(Sample.Token("t2").Token.Operation, "t2", Cancel));
        await Assert.ThrowsAsync<TokenTakenException>(() => Stores.Pipelines.CreateAsync(Sample.Pipeline("p"), token, Cancel));
        await Assert.ThrowsAsync<TokenTakenException>(() => Stores.Pipelines.CreateAsync(Sample.Pipeline("other"), token, Cancel));
        Assert.Null(await Stores.Pipelines.FindAsync(new PipelineArn(Sample.Scope, "other"), Cancel));
        await Assert.ThrowsAsync<TokenTakenException>(() => Stores.Pipelines.DeleteAsync(made.Id, token, Cancel));
        Assert.NotNull(await Stores.Pipelines.FindAsync(made.Arn, Cancel));
    }

    private async Task<PipelineRecord> CreateAsync(NewPipeline pipeline) =>
        await Stores.Pipelines.CreateAsync(pipeline, null, Cancel) ?? throw new InvalidOperationException($"{pipeline.Arn} is taken.");

    private Task<Page<PipelineRecord>> ListAsync(PageRequest page, PipelineSort sort) =>
        Stores.Pipelines.ListAsync(new PipelineQuery(Sample.Scope, null, CreatedBetween.Any, sort, page), Cancel);

    private async Task<string> NamesAsync(string? prefix, CreatedBetween created)
    {
        var query = new PipelineQuery(Sample.Scope, prefix, created, PipelineSort.CreationTime, Sample.FirstPage());
        return string.Join(' ', (await Stores.Pipelines.ListAsync(query, Cancel)).Items.Select(pipeline => pipeline.Arn.Name));
    }
}
