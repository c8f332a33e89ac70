using Refrain.Core.Steps.Shapes;

namespace Refrain.Core.Tests.Steps.Shapes;

public sealed class RequestShapesTests
{
    public static ValueList<ArgumentShape> Requests { get; } =
    [
        ArgumentShape.ProcessingJob, ArgumentShape.TrainingJob, ArgumentShape.TuningJob, ArgumentShape.AutoMLJob, ArgumentShape.TransformJob, ArgumentShape.Model,
        ArgumentShape.ModelPackage, ArgumentShape.EndpointConfig, ArgumentShape.Endpoint, ArgumentShape.InferenceComponent,
    ];

    [Fact]
    public void The_shapes_are_the_requests_and_what_they_lead_to_and_nothing_else()
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<string>(Requests.Select(request => request.Request));
        while (next.TryPop(out var name))
        {
            if (reached.Add(name))
            {
                var shape = RequestShapes.Get(name);
                string[] inner = [.. shape.Members.Values, .. new[] { shape.Key, shape.Item }.Where(one => one.Length > 0)];
                Array.ForEach(inner, next.Push);
            }
        }

        Assert.Equal(RequestShapes.Names, reached.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_required_or_refused_is_a_member_and_so_is_the_name()
    {
        Assert.All(RequestShapes.Names.Select(RequestShapes.Get), shape => Assert.Empty(shape.Required.Except(shape.Members.Keys)));
        Assert.All(Requests, request => Assert.Empty(request.Refused.Append(request.NameMember).Except(RequestShapes.Get(request.Request).Members.Keys)));
    }

    [Fact]
    public void Only_a_pattern_of_another_dialect_is_left_out()
    {
        var unread = RequestShapes.Names.Select(RequestShapes.Get).Where(shape => shape.Words is null && shape.Pattern is null).Select(shape => shape.Name);

        Assert.Contains("TrainingRepositoryCredentialsProviderArn", unread);
        Assert.NotNull(RequestShapes.Get("RoleArn").Pattern);
        Assert.NotNull(RequestShapes.Get("CustomerMetadataKey").Pattern);
        Assert.NotNull(RequestShapes.Get("ArnOrName").Pattern);
    }

    [Fact]
    public void An_instance_type_may_be_any() =>
        Assert.DoesNotContain(RequestShapes.Names.Select(RequestShapes.Get), shape => shape.Name.EndsWith("InstanceType", StringComparison.Ordinal) && shape.Words is not null);

    [Theory]
    [InlineData("RoleArn", "arn:aws:iam::123456789012:role/r", true)]
    [InlineData("RoleArn", "xarn:aws:iam::123456789012:role/r", false)]
    [InlineData("RoleArn", "arn:aws:iam::123456789012:role/r\n", false)]
    [InlineData("ProcessingJobName", "a-b", true)]
    [InlineData("ProcessingJobName", "a-", false)]
    [InlineData("ContainerArgument", "set -e\nrun", true)]
    [InlineData("AlarmName", " ", false)]
    public void A_pattern_holds_for_the_whole_text(string shape, string text, bool matches) => Assert.Equal(matches, RequestShapes.Get(shape).Pattern?.Matches(text));

    [Fact]
    public void A_pattern_that_takes_too_long_counts_as_matched() =>
        Assert.True(ShapePattern.TryCreate("(a+)+")?.Matches($"{new string('a', 40)}!"));
}
