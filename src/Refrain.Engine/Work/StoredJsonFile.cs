using System.Text.Json;
using Refrain.Core;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Work;

/// <summary>Reads a blob that should be JSON.</summary>
internal static class StoredJsonFile
{
    /// <summary>The document, or why there is none; both are the step's business.</summary>
    public static (JsonElement? Content, string? Problem) Read(IObjectStore objects, string blob, long size, int maxBytes)
    {
        if (size > maxBytes)
        {
            return (null, $"it has {size} bytes, at most {maxBytes} are read");
        }

        using var bytes = objects.OpenBlob(blob) ?? throw new IOException($"The blob {blob} is not stored any more.");
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return (document.RootElement.Clone(), null);
        }
        catch (JsonException e)
        {
            return (null, $"it is not JSON (line {e.LineNumber + 1})");
        }
    }
}
