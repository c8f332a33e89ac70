using System.Text.Json;
using System.Text.Json.Serialization;

namespace Refrain.Core.Identifiers;

/// <summary>Stores an identifier as its plain text.</summary>
internal abstract class TextJson<T>(Func<string, T> read, Func<T, string> write) : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => read(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));
}
