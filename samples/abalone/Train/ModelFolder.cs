using System.IO.Compression;
using System.Text.Json;
using Microsoft.ML;

namespace Abalone.Train;

/// <summary>Writes what becomes <c>model.tar.gz</c>: the model, and a card that says how it was made.</summary>
internal static class ModelFolder
{
    private static readonly DateTimeOffset s_earliestInZip = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static void Write(string folder, MLContext ml, ITransformer model, DataViewSchema input, ModelCard card)
    {
        Directory.CreateDirectory(folder);
        var modelFile = Path.Combine(folder, "model.zip");
        ml.Model.Save(model, input, modelFile);
        ForgetTheHour(modelFile);
        File.WriteAllText(Path.Combine(folder, "model.json"), JsonSerializer.Serialize(card, s_json));
    }

    /// <summary>
    /// The only thing that differs between two trainings on equal rows is when the entries were written. Without it equal
    /// models are equal bytes, and who compares content hashes sees that nothing has changed.
    /// </summary>
    private static void ForgetTheHour(string modelFile)
    {
        using var zip = ZipFile.Open(modelFile, ZipArchiveMode.Update);
        foreach (var entry in zip.Entries)
        {
            entry.LastWriteTime = s_earliestInZip;
        }
    }
}

/// <summary>The content of <c>model.json</c>.</summary>
internal sealed record ModelCard(
    string Trainer,
    string? InsteadOfLightgbm,
    HyperParameters Parameters,
    IReadOnlyDictionary<string, double> Settings,
    IReadOnlyList<string> Ignored,
    IReadOnlyDictionary<string, string> Approximated,
    int Trees,
    double TrainRmse,
    double ValidationRmse);
