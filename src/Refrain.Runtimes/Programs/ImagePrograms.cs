using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Core.Jobs.Images;

namespace Refrain.Runtimes.Programs;

/// <summary>What of our own programs stands for the image of an entry of the catalogue.</summary>
internal static class ImagePrograms
{
    /// <summary>The command of a training job that brings no script; null when the image is no algorithm of ours, or the entry has a command of its own.</summary>
    public static ValueList<string>? Train(ImageEntry entry) => entry is { Algorithm: BuiltInAlgorithm.XGBoost, Train.Count: 0 }
        ? PythonPrograms.Command(Interpreter(entry), "xgboost_train.py", entry.ModelFormat == ModelFormat.PickledBooster ? ["--pickled"] : [])
        : null;

    /// <summary>The command that serves a model of the image; null when the image serves nothing without a script and there is none.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="hasScript">True when the model brings functions of its own (<c>SAGEMAKER_PROGRAM</c>).</param>
    public static ValueList<string>? Serve(ImageEntry entry, bool hasScript) =>
        entry.Serve.Count > 0 ? entry.Serve
        : hasScript && entry.RunsScripts ? PythonPrograms.Command(Interpreter(entry), "script_serve.py", Framework(entry))
        : entry.Algorithm == BuiltInAlgorithm.XGBoost ? PythonPrograms.Command(Interpreter(entry), "xgboost_serve.py")
        : null;

    // The word by which the programs know how the image decodes and predicts where the script does not say.
    private static string Framework(ImageEntry entry) => entry.Algorithm == BuiltInAlgorithm.XGBoost ? "xgboost" : entry.Name == "scikit-learn" ? entry.Name : "python";

    private static string Interpreter(ImageEntry entry) => entry.Interpreter ?? ShippedImages.DebianPython;
}
