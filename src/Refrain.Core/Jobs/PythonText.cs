using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Refrain.Core.Jobs;

/// <summary>How Python writes a value that was read from JSON: scripts get their hyperparameters through Python's <c>str</c> and <c>json.dumps</c>.</summary>
public static class PythonText
{
    /// <summary>As an argument of a command: <c>str(value)</c>, and a map as <c>a=1,b=2</c>.</summary>
    public static string OfArgument(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
            ? string.Join(',', value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"{member.Name}={Str(member.Value)}"))
            : Str(value);

    /// <summary>As a variable: a text as it is, nothing for null, else compact JSON with sorted members.</summary>
    public static string OfVariable(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() ?? "",
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        _ => JsonText.WriteRaw(writer => WriteSorted(writer, value)).Text,
    };

    /// <summary>Writes a value with sorted members.</summary>
    public static void WriteSorted(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    WriteSorted(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    WriteSorted(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(Number(value));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static string Str(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : Repr(value);

    private static string Repr(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Quoted(value.GetString() ?? ""),
        JsonValueKind.Number => Number(value),
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(Repr))}]",
        JsonValueKind.Object => $"{{{string.Join(", ", value.EnumerateObject().Select(member => $"{Quoted(member.Name)}: {Repr(member.Value)}"))}}}",
        _ => "None",
    };

    private static string Quoted(string text)
    {
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        var quoted = new StringBuilder().Append(quote);
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '\\' => quoted.Append(@"\\"),
                '\n' => quoted.Append(@"\n"),
                '\r' => quoted.Append(@"\r"),
                '\t' => quoted.Append(@"\t"),
                _ when letter == quote => quoted.Append('\\').Append(letter),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append(quote).ToString();
    }

    /// <summary>An integer as it is; a float in the shortest form that reads back, which has a point or an exponent of two digits at least.</summary>
    private static string Number(JsonElement value)
    {
        var raw = value.GetRawText();
        if (raw.AsSpan().IndexOfAny('.', 'e', 'E') < 0)
        {
            return raw;
        }

        var number = double.Parse(raw, CultureInfo.InvariantCulture);
        if (!double.IsFinite(number))
        {
            return raw;
        }

        var size = Math.Abs(number);
        if (size is 0 or (>= 1e-4 and < 1e16))
        {
            var plain = number.ToString("0.##################################", CultureInfo.InvariantCulture);
            var shortest = number.ToString("R", CultureInfo.InvariantCulture);
            plain = shortest.Contains('E') ? plain : shortest;
            return plain.Contains('.') ? plain : $"{plain}.0";
        }

        var parts = number.ToString("R", CultureInfo.InvariantCulture);
        return parts.Contains('E') ? Exponent(parts) : Exponent(number.ToString("E16", CultureInfo.InvariantCulture));
    }

    private static string Exponent(string text)
    {
        var (mantissa, exponent) = text.Split('E') is [var before, var after] ? (before, int.Parse(after, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)) : (text, 0);
        mantissa = mantissa.Contains('.') ? mantissa.TrimEnd('0').TrimEnd('.') : mantissa;
        return $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }
}
