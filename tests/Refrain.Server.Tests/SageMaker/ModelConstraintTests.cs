using Refrain.Server.SageMaker;
using Refrain.Server.SageMaker.ApiModel;

namespace Refrain.Server.Tests.SageMaker;

/// <summary>Every constraint that the API model declares for the offered operations, sent through the real server: just beyond it, and just within.</summary>
public sealed class ModelConstraintTests(TestServer server) : IClassFixture<TestServer>
{
    private readonly SageMakerClient client = server.SageMaker;

    private IReadOnlyCollection<Operation> Offered => ((OperationTable)server.Services.GetService(typeof(OperationTable))!).All;

    [Fact]
    public async Task What_breaks_a_constraint_is_refused_in_the_words_of_AWS_and_what_keeps_it_is_not()
    {
        var (problems, sent) = (new List<string>(), 0);
        foreach (var one in Offered.SelectMany(operation => BoundaryCases.Of(operation.Name)).Where(one => !IsDifferent(one)))
        {
            sent++;
            var answer = await client.SendAsync(one.Operation, one.Input);
            var text = answer.Text.Length == 0 ? "" : (string?)answer.Json["message"] ?? "";
            var fits = one.Expected is null
                ? !text.Contains($"at '{one.Path}' failed to satisfy", StringComparison.Ordinal) && (string?)answer.Json["__type"] is not ("SerializationException" or "InternalFailure")
                : answer.Status == 400 && (string?)answer.Json["__type"] == "ValidationException" && text.Contains(one.Expected, StringComparison.Ordinal) && text.Contains(" detected: ", StringComparison.Ordinal);
            if (!fits)
            {
                problems.Add($"{one.Operation} {one.Path}: expected {one.Expected ?? "no refusal"}, was answered {answer.Status} {Short(answer.Text)} for {Short(one.Input)}");
            }
        }

        Assert.True(problems.Count == 0, $"{problems.Count} of {sent}:\n{string.Join('\n', problems.Take(40))}");
        Assert.True(sent > 1_500, $"Only {sent} cases were made.");
    }

    [Fact]
    public void Every_offered_operation_has_a_sample_that_keeps_all_constraints() =>
        Assert.Empty(Offered.Where(operation => ModelSamples.Value(ApiModel.ShapeName(operation.Name, "input")!) is null).Select(operation => operation.Name));

    [Fact]
    public async Task Null_counts_as_absent_everywhere()
    {
        foreach (var operation in Offered)
        {
            var shape = ApiModel.Shape(ApiModel.ShapeName(operation.Name, "input")!);
            var nulls = "{" + string.Join(",", shape["members"]!.AsObject().Select(member => $"\"{member.Key}\":null")) + "}";
            var (absent, given) = (await client.SendAsync(operation.Name, "{}"), await client.SendAsync(operation.Name, nulls));

            Assert.Equal((operation.Name, absent.Status, absent.Text), (operation.Name, given.Status, given.Text));
        }
    }

    [Fact]
    public async Task What_the_model_does_not_know_is_ignored_and_never_echoed()
    {
        await client.CallAsync("CreateModel", new { ModelName = "from-the-future", PrimaryContainer = new { Image = "i", Color = "blue" }, Shape = "round" });
        var described = await client.CallAsync("DescribeModel", new { ModelName = "from-the-future", Never = 1 });

        Assert.Empty(ApiModel.Problems("DescribeModel", described));
        Assert.DoesNotContain("blue", described.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operation_that_is_not_offered_says_so_and_one_that_nobody_knows_is_unknown()
    {
        foreach (var operation in ApiModel.Operations.Except(Offered.Select(operation => operation.Name)))
        {
            Assert.StartsWith($"UnsupportedOperationException: Refrain does not offer {operation}", await client.RefusedAsync(operation, "{}"), StringComparison.Ordinal);
        }

        Assert.Equal(
            "UnsupportedOperationException: Refrain does not offer CreateEndpoint: Refrain hosts no models.",
            await client.RefusedAsync("CreateEndpoint", "{}"));
        Assert.Equal("UnknownOperationException: Refrain does not offer the operation 'Createtrainingjob'.", await client.RefusedAsync("Createtrainingjob", "{}"));
    }

    // What the model says and Refrain takes otherwise is listed in one place; what is longer than a request may be cannot be sent.
    private static bool IsDifferent(BoundaryCase one) =>
        ModelDifferences.WithoutPattern.Any(different => one.Path.EndsWith(char.ToLowerInvariant(different.Member[0]) + different.Member[1..], StringComparison.Ordinal) && one.Expected?.Contains("pattern", StringComparison.Ordinal) == true);

    private static string Short(string text) => text.Length > 300 ? $"{text[..300]}..." : text;
}
