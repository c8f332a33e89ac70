using System.Globalization;
using System.Text.Json;

namespace Refrain.Core.Definitions;

/// <summary>The four types of a pipeline parameter.</summary>
public enum ParameterType
{
    /// <summary>Text; also assumed when no type is given.</summary>
    String,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Float,

    /// <summary>true or false, in any case: the Python SDK sends "True".</summary>
    Boolean,
}

/// <summary>A declared parameter. <paramref name="Default"/> is the default's text (<c>120</c>, <c>0.9</c>, <c>true</c>); null when a value must be given.</summary>
public sealed record PipelineParameter(string Name, ParameterType Type, string? Default, ValueList<string>? EnumValues)
{
    /// <summary>The typed JSON value of a text; null when the text does not fit the type (spec 01, 2).</summary>
    public JsonElement? Typed(string text) => Type switch
    {
        ParameterType.String => JsonText.String(text),
        ParameterType.Integer => IsInteger(text) ? JsonText.Write(writer => writer.WriteRawValue(Plain(text))) : null,
        ParameterType.Float => double.TryParse(text, NumberStyles.Float & ~Spaces, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? JsonText.Write(writer => writer.WriteRawValue(FloatText(text, number)))
            : null,
        _ when text.Equals("true", StringComparison.OrdinalIgnoreCase) => JsonText.Boolean(true),
        _ => text.Equals("false", StringComparison.OrdinalIgnoreCase) ? JsonText.Boolean(false) : null,
    };

    private const NumberStyles Spaces = NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    private static bool IsInteger(string text)
    {
        var digits = text.AsSpan().TrimStart("+-");
        return digits.Length > 0 && text.Length - digits.Length <= 1 && digits.IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private static string Plain(string text)
    {
        var negative = text.StartsWith('-');
        var digits = text.TrimStart('+', '-').TrimStart('0');
        return digits.Length == 0 ? "0" : negative ? $"-{digits}" : digits;
    }

    // A text that is a JSON number already stays as it was given: 6.0 stays 6.0.
    private static string FloatText(string text, double number)
    {
        var digits = text.AsSpan().TrimStart('-');
        var plain = digits.Length > 0 && char.IsAsciiDigit(digits[0]) && char.IsAsciiDigit(digits[^1]) && digits.TrimStart("0123456789").TrimStart('.').TrimStart("0123456789").IsEmpty
            && !(digits.Length > 1 && digits[0] == '0' && digits[1] != '.');
        return plain ? text : number.ToString("R", CultureInfo.InvariantCulture);
    }
}
