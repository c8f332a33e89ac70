using System.Security.Cryptography;
using System.Text;

namespace Refrain.Cli.Demo;

/// <summary>The sample's files, as ./build lays them beside the program.</summary>
internal sealed class AbaloneSample
{
    public const string Bucket = "refrain-abalone";
    public const string Pipeline = "AbalonePipeline";
    public const string DataKey = "sample-dataset/abalone/abalone.csv";

    private static readonly (string Folder, string Token)[] programs =
    [
        ("preprocess", "@@CODE_PREPROCESS@@"),
        ("train", "@@CODE_TRAIN@@"),
        ("evaluate", "@@CODE_EVALUATE@@"),
    ];

    private readonly string folder;

    private AbaloneSample(string folder) => this.folder = folder;

    public string Data => Path.Combine(folder, "data", "abalone.csv");

    /// <summary>The sample of this program.</summary>
    /// <exception cref="CliException">A part of it is not there.</exception>
    public static AbaloneSample Find(string programFolder)
    {
        var sample = new AbaloneSample(Path.Combine(programFolder, "samples", "abalone"));
        foreach (var part in (IEnumerable<string>)[sample.Definition, sample.Data, .. programs.Select(program => Path.Combine(sample.folder, program.Folder))])
        {
            if (!Path.Exists(part))
            {
                throw new CliException($"{part} is missing.", "Run ./build, which puts the sample beside the program.");
            }
        }

        return sample;
    }

    /// <summary>
    /// The step programs. Each goes below a prefix that contains a hash of its content: a definition means the same code for ever,
    /// and the same code gives the same definition.
    /// </summary>
    public IEnumerable<StepProgram> Programs() => programs.Select(program =>
    {
        var root = Path.Combine(folder, program.Folder);
        var files = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .ToList();
        return new StepProgram(program.Token, root, files, $"{Pipeline}/code/{Digest(root, files)}/{program.Folder}/");
    });

    /// <summary>The definition with the uploaded programs in it.</summary>
    public string DefinitionFor(IEnumerable<StepProgram> uploaded) => uploaded.Aggregate(
        File.ReadAllText(Definition),
        (text, program) => text.Replace(program.Token, $"s3://{Bucket}/{program.Prefix}", StringComparison.Ordinal));

    private string Definition => Path.Combine(folder, "pipeline.json");

    private static string Digest(string root, List<string> files)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            var content = SHA256.HashData(File.ReadAllBytes(Path.Combine(root, file)));
            digest.AppendData(Encoding.UTF8.GetBytes($"{file}\n{Convert.ToHexStringLower(content)}\n"));
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }
}

/// <summary>One step's program.</summary>
/// <param name="Token">What stands for its place in the definition.</param>
/// <param name="Root">Its folder.</param>
/// <param name="Files">Its files, relative to the folder.</param>
/// <param name="Prefix">Where it goes in the bucket.</param>
internal sealed record StepProgram(string Token, string Root, IReadOnlyList<string> Files, string Prefix);
