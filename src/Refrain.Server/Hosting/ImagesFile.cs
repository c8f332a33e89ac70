using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Jobs.Images;

namespace Refrain.Server.Hosting;

/// <summary>The operator's part of the image catalogue: <c>images.json</c> in the data folder, or the file that <c>--images</c> names. It is read once, at the start.</summary>
internal static class ImagesFile
{
    private const string Name = "images.json";

    /// <summary>The whole catalogue.</summary>
    /// <exception cref="StartException">The file is not there although it was named, or something in it is wrong; the message says where.</exception>
    public static ImageCatalogue Read(ServerOptions options)
    {
        var path = options.ImagesFile ?? Path.Combine(options.DataDirectory, Name);
        if (!File.Exists(path))
        {
            return options.ImagesFile is null ? ImageCatalogue.Shipped : throw new StartException($"The image catalogue '{path}' is not there: correct --images, or leave it out.");
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var (entries, problems) = ImageEntryReader.Read(document.RootElement);
            return problems.Count == 0
                ? ImageCatalogue.Shipped.With(entries)
                : throw new StartException(Diagnostic.Render($"The image catalogue '{path}' cannot be read: ", problems));
        }
        catch (JsonException damaged)
        {
            throw new StartException($"The image catalogue '{path}' is not JSON: {damaged.Message}", damaged);
        }
    }
}
