using System.Text.Encodings.Web;
using System.Text.Json;

namespace Refrain.Core.Tests;

/// <summary>Short ways to JSON in tests.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonElement Of(string text) => new RawJson(text).Parse();

    /// <summary>Single quotes for double ones: keeps inline JSON readable.</summary>
    public static JsonElement Loose(string text) => Of(text.Replace('\'', '"'));

    public static string Pretty(string text) => JsonSerializer.Serialize(Of(text), Indented);

    public static string Pretty(JsonElement element) => JsonSerializer.Serialize(element, Indented);
}
