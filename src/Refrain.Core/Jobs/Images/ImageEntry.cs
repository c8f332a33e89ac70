namespace Refrain.Core.Jobs.Images;

/// <summary>How an image keeps a trained model in its archive.</summary>
public enum ModelFormat
{
    /// <summary>As the program wrote it.</summary>
    AsWritten,

    /// <summary>A booster of XGBoost, pickled by Python: images before 1.3.</summary>
    PickledBooster,

    /// <summary>A booster in XGBoost's own format: images from 1.3 on.</summary>
    NativeBooster,
}

/// <summary>A Python package that the programs of an image count on.</summary>
/// <param name="Module">As programs import it.</param>
/// <param name="Debian">The Debian package that brings it; null when Debian has none, and pip is the way.</param>
/// <param name="Pip">Its name for pip.</param>
public sealed record PythonPackage(string Module, string? Debian, string Pip);

/// <summary>An algorithm of the service that runs without a script of the user.</summary>
public enum BuiltInAlgorithm
{
    /// <summary>The image needs a program.</summary>
    None,

    /// <summary>XGBoost over CSV and libsvm.</summary>
    XGBoost,
}

/// <summary>What stands on this machine for a family of images: which programs run its jobs, and what they need.</summary>
public sealed record ImageEntry
{
    /// <summary>Its name, for people.</summary>
    public required string Name { get; init; }

    /// <summary>The images it stands for.</summary>
    public required ValueList<ImagePattern> Images { get; init; }

    /// <summary>The Python that <c>python</c>, <c>python3</c> and <c>pip</c> mean in its jobs; an absolute path, or null when the image is not about Python.</summary>
    public string? Interpreter { get; init; }

    /// <summary>What its programs import.</summary>
    public ValueList<PythonPackage> Packages { get; init; } = [];

    /// <summary>Programs that must be on the jobs' search path.</summary>
    public ValueList<string> Programs { get; init; } = [];

    /// <summary>True when a training job may name a script in its hyperparameters (<c>sagemaker_program</c>), which Refrain then runs as the image's toolkit would.</summary>
    public bool RunsScripts { get; init; }

    /// <summary>The command of a processing job that has none of its own; empty when the image has none either.</summary>
    public ValueList<string> Process { get; init; } = [];

    /// <summary>The command of a training job that has neither an entrypoint nor a script; empty when there is none.</summary>
    public ValueList<string> Train { get; init; } = [];

    /// <summary>The command that serves a model; empty when there is none.</summary>
    public ValueList<string> Serve { get; init; } = [];

    /// <summary>What the image does where <see cref="Train"/> is empty and no script is named.</summary>
    public BuiltInAlgorithm Algorithm { get; init; }

    /// <summary>How a model lies in its archive.</summary>
    public ModelFormat ModelFormat { get; init; }

    /// <summary>Variables of all its jobs; those of the job itself win.</summary>
    public ValueList<EnvironmentVariable> Environment { get; init; } = [];

    /// <summary>SHA-256 (hex) over what of the entry a job's result may depend on: a part of the identity of every step that uses it.</summary>
    public string Digest => JsonText.CanonicalDigest(JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("name", Name);
        writer.WriteString("interpreter", Interpreter);
        writer.WriteString("modelFormat", ModelFormat.ToString());
        writer.WriteString("algorithm", Algorithm.ToString());
        foreach (var (name, command) in new[] { ("process", Process), ("train", Train), ("serve", Serve) })
        {
            writer.WriteStartArray(name);
            foreach (var word in command)
            {
                writer.WriteStringValue(word);
            }

            writer.WriteEndArray();
        }

        writer.WriteStartObject("environment");
        foreach (var variable in Environment)
        {
            writer.WriteString(variable.Name, variable.Value);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }));
}
