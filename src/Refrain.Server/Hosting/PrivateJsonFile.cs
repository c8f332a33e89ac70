using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Refrain.Server.Hosting;

/// <summary>Small JSON files of the data folder, for the server's user only (mode 0600).</summary>
internal static class PrivateJsonFile
{
    /// <summary>Writes a file whole: whoever reads it meanwhile sees the old one or the new one.</summary>
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type)
    {
        var unfinished = $"{path}.new";
        File.Delete(unfinished); // a left-over would keep its own mode
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var file = new FileStream(unfinished, options))
        {
            JsonSerializer.Serialize(file, value, type);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }
}
