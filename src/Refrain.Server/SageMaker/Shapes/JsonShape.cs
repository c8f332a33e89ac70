using System.Text.Json;

namespace Refrain.Server.SageMaker.Shapes;

/// <summary>Says what is wrong with a document that does not fit its shape: where, and what was expected there.</summary>
internal static class JsonShape
{
    /// <summary>The problem in words; no names of our own types in it.</summary>
    public static string Problem(JsonException error, Type shape)
    {
        var place = error.Path ?? "$";
        return Find(shape, place) is { } expected && error.InnerException is not JsonException
            ? $"the value at {place} has the wrong JSON type (expected: {Name(expected)})"
            : $"it is not JSON ({error.Message.Split(" Path: ")[0].TrimEnd('.')})";
    }

    /// <summary>The type of the member at a path such as <c>$.Tags[0].Key</c>.</summary>
    private static Type? Find(Type shape, string path)
    {
        Type? found = shape;
        foreach (var part in path.TrimStart('$').Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var bracket = part.IndexOf('[', StringComparison.Ordinal);
            found = found?.GetProperty(bracket < 0 ? part : part[..bracket])?.PropertyType;
            found = bracket < 0 ? found : Element(found);
        }

        return found;
    }

    private static Type? Element(Type? list) => list is { IsGenericType: true } ? list.GetGenericArguments()[0] : null;

    private static string Name(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(string) ? "a string"
            : plain == typeof(int) || plain == typeof(long) ? "a whole number"
            : plain == typeof(DateTimeOffset) ? "a timestamp: seconds since 1970, or ISO 8601"
            : plain.IsGenericType ? "an array"
            : "an object";
    }
}
