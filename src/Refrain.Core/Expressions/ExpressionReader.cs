using System.Text.Json;

namespace Refrain.Core.Expressions;

/// <summary>Finds and reads the expressions of a JSON value.</summary>
public static class ExpressionReader
{
    /// <summary>True when the element is an object with one of the three names as its only member.</summary>
    public static bool IsExpression(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        using var members = element.EnumerateObject();
        return members.MoveNext() && members.Current.Name is "Get" or "Std:Join" or "Std:JsonGet" && !members.MoveNext();
    }

    /// <summary>Reads one expression.</summary>
    /// <returns>The expression, or null after a problem was reported.</returns>
    public static Expression? Read(JsonElement element, string path, Action<Diagnostic> report)
    {
        var member = element.EnumerateObject().First();
        return member.Name switch
        {
            "Get" => ReadGet(member.Value, $"{path}.Get", report),
            "Std:Join" => ReadJoin(member.Value, $"{path}['Std:Join']", report),
            _ => ReadJsonGet(member.Value, $"{path}['Std:JsonGet']", report),
        };
    }

    /// <summary>Every expression in a value, outer before inner, in document order. Problems are reported, and the walk goes on.</summary>
    public static IEnumerable<PlacedExpression> In(JsonElement element, string path, Action<Diagnostic> report)
    {
        if (IsExpression(element))
        {
            var read = Read(element, path, report);
            if (read is not null)
            {
                yield return new PlacedExpression(path, read);
            }

            var inner = read is Expression.S3Get s3 ? In(s3.S3Uri, $"{path}['Std:JsonGet'].S3Uri", report)
                : read is Expression.Join join ? join.Values.SelectMany((value, index) => In(value, $"{path}['Std:Join'].Values[{index}]", report))
                : [];
            foreach (var expression in inner)
            {
                yield return expression;
            }

            yield break;
        }

        foreach (var (child, childPath) in Children(element, path))
        {
            foreach (var expression in In(child, childPath, report))
            {
                yield return expression;
            }
        }
    }

    private static IEnumerable<(JsonElement Child, string Path)> Children(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Select(member => (member.Value, $"{path}.{member.Name}")),
        JsonValueKind.Array => element.EnumerateArray().Select((item, index) => (item, $"{path}[{index}]")),
        _ => [],
    };

    private static Expression.Get? ReadGet(JsonElement value, string path, Action<Diagnostic> report)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            report(new Diagnostic(path, "A Get must be a string.", "a reference such as Parameters.NAME or Steps.NAME.PROPERTY"));
            return null;
        }

        var text = value.GetString()!; // ValueKind is String
        if (Reference.TryParse(text, out var reference, out var problem))
        {
            return new Expression.Get(reference);
        }

        report(new Diagnostic(path, $"The reference '{text}' cannot be read: {problem}.", "Parameters.NAME, Execution.VARIABLE or Steps.NAME.PROPERTY"));
        return null;
    }

    private static Expression.Join? ReadJoin(JsonElement value, string path, Action<Diagnostic> report)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            report(new Diagnostic(path, "Expecting start of Json Object.", "an object with On and Values"));
            return null;
        }

        ReportUnknown(value, path, report, "On", "Values");
        if (value.Member("Values") is not { ValueKind: JsonValueKind.Array } values)
        {
            report(new Diagnostic($"{path}.Values", "Expecting start of Json Array.", "an array of values to join"));
            return null;
        }

        if (value.Member("On") is { ValueKind: not JsonValueKind.String })
        {
            report(new Diagnostic($"{path}.On", "The separator of a Std:Join must be a string.", "a literal string"));
            return null;
        }

        foreach (var (item, index) in values.EnumerateArray().Select((item, index) => (item, index)))
        {
            if (item.ValueKind is JsonValueKind.Object or JsonValueKind.Array && !IsExpression(item))
            {
                report(new Diagnostic($"{path}.Values[{index}]", "A value of a Std:Join cannot be an object or an array.", "a string, number, boolean or expression"));
            }
        }

        return new Expression.Join(value.Text("On") ?? "", values.EnumerateArray().ToValueList());
    }

    private static Expression? ReadJsonGet(JsonElement value, string path, Action<Diagnostic> report)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            report(new Diagnostic(path, "Expecting start of Json Object.", "an object with PropertyFile or S3Uri, and Path"));
            return null;
        }

        ReportUnknown(value, path, report, "PropertyFile", "S3Uri", "Path");
        if (value.Text("Path") is not { } pathText || !PropertyPath.TryParse(pathText, out var inner, out _))
        {
            report(new Diagnostic($"{path}.Path", "The Path of a Std:JsonGet cannot be read.", "a literal path such as metrics.mse.value or Result[0]['key']"));
            return null;
        }

        if (value.Member("S3Uri") is not null && value.Member("PropertyFile") is not null)
        {
            report(new Diagnostic(path, "A Std:JsonGet names both a property file and an S3Uri.", "only one of them"));
            return null;
        }

        return value.Member("S3Uri") is { } s3Uri ? ReadS3Get(s3Uri, inner, $"{path}.S3Uri", report) : ReadPropertyFileGet(value, inner, $"{path}.PropertyFile", report);
    }

    // What it is read from must be known without reading anything else first (spec 01, 3.3).
    private static Expression.S3Get? ReadS3Get(JsonElement s3Uri, PropertyPath inner, string path, Action<Diagnostic> report)
    {
        if (s3Uri.ValueKind != JsonValueKind.String && !IsExpression(s3Uri))
        {
            report(new Diagnostic(path, "The S3Uri of a Std:JsonGet must be a string.", "a string, a Std:Join or a Get"));
            return null;
        }

        if (HoldsJsonGet(s3Uri))
        {
            report(new Diagnostic(path, "The S3Uri of a Std:JsonGet cannot hold another Std:JsonGet.", "literals, parameters, execution variables and step properties"));
            return null;
        }

        return new Expression.S3Get(s3Uri, inner);
    }

    private static Expression.PropertyFileGet? ReadPropertyFileGet(JsonElement value, PropertyPath inner, string path, Action<Diagnostic> report)
    {
        if (value.Member("PropertyFile")?.Text("Get") is { } file
            && Reference.TryParse(file, out var reference, out _) && reference is Reference.PropertyFile propertyFile)
        {
            return new Expression.PropertyFileGet(propertyFile, inner);
        }

        report(new Diagnostic(path, "A Std:JsonGet must name a property file or an S3Uri.", "{\"Get\": \"Steps.NAME.PropertyFiles.FILE\"}"));
        return null;
    }

    private static bool HoldsJsonGet(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(member => member.Name == "Std:JsonGet" || HoldsJsonGet(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(HoldsJsonGet),
        _ => false,
    };

    private static void ReportUnknown(JsonElement value, string path, Action<Diagnostic> report, params string[] names)
    {
        foreach (var unknown in value.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null && !names.Contains(member.Name)))
        {
            report(new Diagnostic($"{path}.{unknown.Name}", $"Cannot parse object, unknown property '{unknown.Name}'.", string.Join(", ", names)));
        }
    }
}
