using System.Text.Json;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Expressions;

/// <summary>Replaces every expression in a JSON value by its typed value (spec 01, 3 and 8).</summary>
public sealed class ExpressionEvaluator(EvaluationScope scope)
{
    /// <summary>The value with all its expressions resolved, or the first thing that stands in the way.</summary>
    public Evaluation Resolve(JsonElement value)
    {
        Evaluation? obstacle = null;
        var json = JsonText.Write(writer => Write(writer, value, ref obstacle));
        return obstacle ?? new Evaluation.Value(json);
    }

    private void Write(Utf8JsonWriter writer, JsonElement value, ref Evaluation? obstacle)
    {
        if (ExpressionReader.IsExpression(value))
        {
            WriteExpression(writer, value, ref obstacle);
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value, ref obstacle);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item, ref obstacle);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private void WriteExpression(Utf8JsonWriter writer, JsonElement value, ref Evaluation? obstacle)
    {
        var evaluated = obstacle ?? Evaluate(value);
        if (evaluated is Evaluation.Value found)
        {
            found.Json.WriteTo(writer);
            return;
        }

        obstacle ??= evaluated;
        writer.WriteNullValue(); // the text is thrown away when there is an obstacle, but must stay well-formed
    }

    private Evaluation Evaluate(JsonElement element)
    {
        var problem = "";
        var expression = ExpressionReader.Read(element, "", diagnostic => problem = diagnostic.Message);
        return expression switch
        {
            Expression.Get get => Evaluate(get.Reference),
            Expression.Join join => Evaluate(join),
            Expression.PropertyFileGet get => Inside(scope.PropertyFile(get.File.Step, get.File.Name), $"property file '{get.File.Name}' of step '{get.File.Step}'", get.Path),
            Expression.S3Get get => Evaluate(get),
            _ => new Evaluation.Failed(problem),
        };
    }

    private Evaluation Evaluate(Reference reference) => reference switch
    {
        Reference.Parameter p => Known(scope.Parameter(p.Name), $"Parameters.{p.Name}"),
        Reference.Execution v => Known(Element(scope.ExecutionVariable(v.Name)), $"Execution.{v.Name}"),
        Reference.Experiment x => Known(Element(scope.Experiment(x.Name)), $"PipelineExperimentConfig.{x.Name}"),
        Reference.Property s => Known(scope.Properties(s.Step) is { } document ? PropertyTime.AsText(s.Path, s.Path.Resolve(document)) : null, $"Steps.{s.Step}.{s.Path}"),
        Reference.PropertyFile f => new Evaluation.Failed($"The property file 'Steps.{f.Step}.PropertyFiles.{f.Name}' can only be read by Std:JsonGet."),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private Evaluation Evaluate(Expression.Join join)
    {
        var texts = new List<string>();
        foreach (var item in join.Values)
        {
            var value = ExpressionReader.IsExpression(item) ? Evaluate(item) : new Evaluation.Value(item);
            if (value is not Evaluation.Value found)
            {
                return value;
            }

            if (JsonText.Scalar(found.Json) is not { } text)
            {
                return new Evaluation.Failed("A value of a Std:Join is an object, an array or null; only strings, numbers and booleans can be joined.");
            }

            texts.Add(text);
        }

        return new Evaluation.Value(JsonText.String(string.Join(join.On, texts)));
    }

    private Evaluation Evaluate(Expression.S3Get get)
    {
        var place = ExpressionReader.IsExpression(get.S3Uri) ? Evaluate(get.S3Uri) : new Evaluation.Value(get.S3Uri);
        if (place is not Evaluation.Value { Json: var json })
        {
            return place;
        }

        if (JsonText.Scalar(json) is not { } text || !S3Uri.TryParse(text, out var uri))
        {
            return new Evaluation.Failed($"The S3Uri of a Std:JsonGet is not an S3 URI: {json.GetRawText()}.");
        }

        return scope.StoredObject(uri.Value) is { } read ? Inside(read, uri.Value.ToString(), get.Path) : new Evaluation.Missing(uri.Value);
    }

    private static Evaluation Inside((JsonElement? Content, string? Problem) file, string what, PropertyPath path) => file switch
    {
        ({ } content, _) when content.UnreadableAt("$") is { } at => new Evaluation.Failed($"The {what} cannot be read: a text at {at} holds half of a character."),
        ({ } content, _) => path.Resolve(content) is { } value
            ? new Evaluation.Value(value)
            : new Evaluation.Failed($"The path '{path}' leads nowhere in the {what}."),
        (_, var problem) => new Evaluation.Failed($"The {what} cannot be read: {problem ?? "there is none"}."),
    };

    private static Evaluation Known(JsonElement? value, string what) =>
        value is { } json ? new Evaluation.Value(json) : new Evaluation.Failed($"Unable to resolve property '{what}'");

    private static JsonElement? Element(string? text) => text is null ? null : JsonText.String(text);
}
