using Refrain.Core;
using Refrain.Core.Jobs;

namespace Refrain.Runtimes.Programs;

/// <summary>What of our own programs stands for an image.</summary>
/// <param name="Framework">The word by which they know the image's framework.</param>
/// <param name="Interpreter">The Python that has its packages.</param>
internal sealed record ImagePrograms(string Framework, string Interpreter)
{
    private const string DebianPython = "/usr/bin/python3"; // Debian's packages are seen by no other
    private const string XGBoost = "xgboost";

    // Versions whose images pickled the booster; later ones write the library's own format.
    private static readonly string[] PicklingVersions = ["0.", "1.0", "1.2"];

    private bool IsPickled { get; init; }

    /// <summary>The programs for an image; null when we have none.</summary>
    public static ImagePrograms? Find(string image)
    {
        var path = image.Split('@')[0];
        var (name, tag) = path[(path.LastIndexOf('/') + 1)..].Split(':') is [var repository, var version] ? (repository, version) : (path[(path.LastIndexOf('/') + 1)..], "");
        return name switch
        {
            "sagemaker-xgboost" => new ImagePrograms(XGBoost, DebianPython) { IsPickled = PicklingVersions.Any(one => tag.StartsWith(one, StringComparison.Ordinal)) },
            "sagemaker-scikit-learn" => new ImagePrograms("scikit-learn", DebianPython),
            _ => null,
        };
    }

    /// <summary>The command of a training job that brings no script; null when the image is no algorithm.</summary>
    public ValueList<string>? Train() =>
        Framework == XGBoost ? PythonPrograms.Command(Interpreter, "xgboost_train.py", IsPickled ? ["--pickled"] : []) : null;

    /// <summary>The command that serves a model of the image; null when the image serves nothing without a script and there is none.</summary>
    /// <param name="hasScript">True when the model brings functions of its own (<c>SAGEMAKER_PROGRAM</c>).</param>
    public ValueList<string>? Serve(bool hasScript) =>
        hasScript ? PythonPrograms.Command(Interpreter, "script_serve.py", Framework)
        : Framework == XGBoost ? PythonPrograms.Command(Interpreter, "xgboost_serve.py")
        : null;
}
