using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Abalone.Tests;

/// <summary>What a program has left behind.</summary>
internal sealed record Ended(int ExitCode, string Output, string Errors)
{
    /// <summary>The value of a metric line, <c>name:value</c>.</summary>
    public double Metric(string name) =>
        double.Parse(Output.Split('\n').Single(line => line.StartsWith($"{name}:", StringComparison.Ordinal))[(name.Length + 1)..], CultureInfo.InvariantCulture);
}

/// <summary>A folder laid out as <c>/opt/ml</c>; the programs are pointed at it by the <c>SM_*</c> variables, as on a host without isolation.</summary>
internal sealed class JobFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("abalone-").FullName;

    public string Path(params string[] parts) => System.IO.Path.Combine([_root, .. parts]);

    /// <summary>Writes a file and the folders above it.</summary>
    public string Write(string content, params string[] parts)
    {
        var file = Path(parts);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file) ?? _root);
        File.WriteAllText(file, content);
        return file;
    }

    /// <summary>Puts the parts that another job has made where the training job's channels are.</summary>
    public void TakeChannelsFrom(JobFolder preprocessed)
    {
        foreach (var channel in (string[])["train", "validation"])
        {
            Write(File.ReadAllText(preprocessed.Path("processing", channel, $"{channel}.csv")), "input", "data", channel, $"{channel}.csv");
        }
    }

    public void WriteHyperParameters(IReadOnlyDictionary<string, string> values) =>
        Write(JsonSerializer.Serialize(values), "input", "config", "hyperparameters.json");

    /// <summary>Packs the model folder as the platform does, entries at the root of the archive.</summary>
    public void PackModel(string prefix = "")
    {
        Directory.CreateDirectory(Path("processing", "model"));
        using var packed = new GZipStream(File.Create(Path("processing", "model", "model.tar.gz")), CompressionLevel.Fastest);
        using var tar = new TarWriter(packed);
        foreach (var file in Directory.GetFiles(Path("model")))
        {
            tar.WriteEntry(file, prefix + System.IO.Path.GetFileName(file));
        }
    }

    public JsonNode Json(params string[] parts) => JsonNode.Parse(File.ReadAllText(Path(parts))) ?? throw new InvalidOperationException("null");

    public Ended Run(string program, params (string Name, string Value)[] variables) => Start(program,
    [
        ("SM_PROCESSING_DIR", Path("processing")),
        ("SM_INPUT_DIR", Path("input")),
        ("SM_MODEL_DIR", Path("model")),
        ("SM_OUTPUT_DIR", Path("output")),
        .. variables,
    ]);

    /// <summary>Starts a program with these variables alone; those of our own process that it would heed are taken away.</summary>
    public static Ended Start(string program, (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Sample.Program(program)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var inherited in start.Environment.Keys.Where(name => name.StartsWith("SM_", StringComparison.Ordinal) || name == "ABALONE_TRAINER").ToList())
        {
            start.Environment.Remove(inherited);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Ended(process.ExitCode, output, errors.GetAwaiter().GetResult());
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
