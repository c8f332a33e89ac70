using System.Formats.Tar;
using System.IO.Compression;
using Abalone.Shared;
using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace Abalone.Evaluate;

/// <summary>Reads the model out of the <c>model.tar.gz</c> of a training job, without unpacking it to disk.</summary>
internal static class ModelArchive
{
    private const string ModelFile = "model.zip";

    /// <summary>The model, whichever of the two trainers has made it.</summary>
    public static ITransformer Load(MLContext ml, string archive)
    {
        if (!File.Exists(archive))
        {
            throw new StepFailureException($"{archive} does not exist; the job needs the model of a training job as input");
        }

        // A model names the types that made it; these lines make both known, also where nothing else mentions them.
        ml.ComponentCatalog.RegisterAssembly(typeof(LightGbmRegressionModelParameters).Assembly);
        ml.ComponentCatalog.RegisterAssembly(typeof(FastTreeRegressionModelParameters).Assembly);
        try
        {
            using var model = Extract(archive);
            return ml.Model.Load(model, out _);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or EndOfStreamException or FormatException or InvalidOperationException)
        {
            throw new StepFailureException($"{archive} is not the archive of an Abalone model: {damaged.Message}", damaged);
        }
    }

    private static MemoryStream Extract(string archive)
    {
        using var packed = File.OpenRead(archive);
        using var tar = new TarReader(new GZipStream(packed, CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            // Some packers write names as ./model.zip.
            if (entry.Name.TrimStart('.', '/') == ModelFile && entry.DataStream is { } content)
            {
                var model = new MemoryStream();
                content.CopyTo(model);
                model.Position = 0;
                return model;
            }
        }

        throw new StepFailureException($"{archive} holds no {ModelFile}; it is not the output of Abalone.Train");
    }
}
