using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Core;
using Refrain.Server.SageMaker;
using Refrain.Server.SageMaker.ApiModel;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.Tests.SageMaker;

/// <summary>The records that cross the wire, held against the API model: no member may be missing, misspelt, or of another type.</summary>
public sealed class WireRecordTests(TestServer server) : IClassFixture<TestServer>
{
    private readonly NullabilityInfoContext nullability = new();

    private IReadOnlyCollection<Operation> Offered => ((OperationTable)server.Services.GetService(typeof(OperationTable))!).All;

    [Fact]
    public void Every_offered_operation_is_one_of_the_model() => Assert.Empty(Offered.Select(operation => operation.Name).Except(ApiModel.Operations));

    [Fact]
    public void The_compiled_in_model_is_the_model()
    {
        Assert.Equal(ApiModel.Operations.Order(StringComparer.Ordinal), OperationModel.Operations.Order(StringComparer.Ordinal));
        var seen = new HashSet<string>();
        var problems = new List<string>();
        foreach (var operation in ApiModel.Operations)
        {
            CompareShape(ApiModel.ShapeName(operation, "input")!, seen, problems);
            Assert.Equal(ApiModel.ShapeName(operation, "input"), OperationModel.Input(operation).Name);
        }

        Assert.Empty(problems);
    }

    [Fact]
    public void Inputs_hold_every_member_of_the_model_and_nothing_else()
    {
        var problems = new List<string>();
        foreach (var operation in Offered.Where(operation => operation.Input != typeof(DocumentInput)))
        {
            var shape = ApiModel.Shape(ApiModel.ShapeName(operation.Name, "input")!);
            CompareRecord(operation.Input, shape, operation.Name, isInput: true, problems);
        }

        Assert.Empty(problems);
    }

    [Fact]
    public void Outputs_hold_members_of_the_model_only_and_all_that_are_required_always()
    {
        var problems = new List<string>();
        foreach (var operation in Offered.Where(operation => operation.Output != typeof(RawJson)))
        {
            if (ApiModel.ShapeName(operation.Name, "output") is { } name)
            {
                CompareRecord(operation.Output, ApiModel.Shape(name), operation.Name, isInput: false, problems);
            }
            else if (operation.Output != typeof(EmptyOutput))
            {
                problems.Add($"{operation.Name} answers nothing in the model");
            }
        }

        Assert.Empty(problems);
    }

    // Members that Refrain deliberately does not read: what they ask for is not there.
    private static readonly string[] Unread = ["CreateModelPackageGroup.ManagedConfiguration"];

    // Stand in inputs, too, where every member may be missing; as answers they are held against the model as they come.
    private static readonly Type[] InBothDirections = [typeof(ParallelismShape), typeof(ParameterShape), typeof(TagShape)];

    private void CompareRecord(Type record, JsonObject shape, string path, bool isInput, List<string> problems)
    {
        var members = shape["members"]!.AsObject();
        var properties = record.GetProperties(BindingFlags.Public | BindingFlags.Instance).ToDictionary(property => property.Name);
        problems.AddRange(properties.Keys.Except(members.Select(member => member.Key)).Select(name => $"{path}.{name}: the model has no such member"));
        if (isInput)
        {
            problems.AddRange(members.Select(member => member.Key).Except(properties.Keys).Where(name => !Unread.Contains($"{path}.{name}")).Select(name => $"{path}.{name}: not read"));
        }
        else if (!InBothDirections.Contains(record))
        {
            var required = (shape["required"]?.AsArray() ?? []).Select(name => (string)name!);
            problems.AddRange(required.Where(name => !properties.TryGetValue(name, out var property) || IsNullable(property)).Select(name => $"{path}.{name}: required, but may be missing"));
        }

        foreach (var (name, property) in properties.Where(property => members.ContainsKey(property.Key)))
        {
            if (isInput && !IsNullable(property))
            {
                problems.Add($"{path}.{name}: an input's member may always be missing");
            }

            CompareType(property.PropertyType, (string)members[name]!["shape"]!, $"{path}.{name}", isInput, problems);
        }
    }

    private void CompareType(Type type, string shapeName, string path, bool isInput, List<string> problems)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        var shape = ApiModel.Shape(shapeName);
        if (plain == typeof(JsonElement) || typeof(JsonNode).IsAssignableFrom(plain))
        {
            return; // a document of ours: answers are held against the model as they come
        }

        switch ((string)shape["type"]!)
        {
            case "structure" when plain.IsClass && plain != typeof(string) && !plain.IsGenericType:
                CompareRecord(plain, shape, path, isInput, problems);
                break;
            case "list" when plain.IsGenericType && plain.GetGenericTypeDefinition() == typeof(IReadOnlyList<>):
                CompareType(plain.GetGenericArguments()[0], (string)shape["member"]!["shape"]!, $"{path}[]", isInput, problems);
                break;
            case "map" when plain.IsGenericType && plain.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>):
                CompareType(plain.GetGenericArguments()[1], (string)shape["value"]!["shape"]!, $"{path}{{}}", isInput, problems);
                break;
            case "string" when plain == typeof(string):
            case "integer" or "long" when plain == typeof(int) || plain == typeof(long):
            case "timestamp" when plain == typeof(DateTimeOffset):
            case "boolean" when plain == typeof(bool):
            case "float" or "double" when plain == typeof(double):
                break;
            default:
                problems.Add($"{path}: {plain.Name} is no {shape["type"]}");
                break;
        }
    }

    private bool IsNullable(PropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null || (!property.PropertyType.IsValueType && nullability.Create(property).ReadState == NullabilityState.Nullable);

    // Idempotency tokens need not be there, and an instance type may be any: nothing else differs.
    private static void CompareShape(string name, HashSet<string> seen, List<string> problems)
    {
        if (!seen.Add(name))
        {
            return;
        }

        var (shape, ours) = (ApiModel.Shape(name), OperationModel.Shape(name));
        var members = shape["members"]?.AsObject() ?? [];
        var tokens = members.Where(member => member.Value!["idempotencyToken"] is not null).Select(member => member.Key);
        var same = members.Select(member => (member.Key, (string)member.Value!["shape"]!)).SequenceEqual(ours.Members.Select(member => (member.Key, member.Value)))
            && (shape["required"]?.AsArray() ?? []).Select(one => (string)one!).Except(tokens).SequenceEqual(ours.Required)
            && (decimal?)shape["min"] == ours.Min && (decimal?)shape["max"] == ours.Max
            && (name.EndsWith("InstanceType", StringComparison.Ordinal) || (shape["enum"]?.AsArray().Select(word => (string)word!) ?? []).SequenceEqual(ours.Words ?? []))
            && (ours.Pattern is null || ours.Pattern.Text == (string?)shape["pattern"])
            && (string?)(shape["member"] ?? shape["value"])?["shape"] == (ours.Item.Length > 0 ? ours.Item : null);
        if (!same)
        {
            problems.Add(name);
        }

        var inner = members.Select(member => (string)member.Value!["shape"]!).Concat(new[] { shape["member"], shape["key"], shape["value"] }.OfType<JsonNode>().Select(one => (string)one["shape"]!));
        inner.ToList().ForEach(one => CompareShape(one, seen, problems));
    }
}
