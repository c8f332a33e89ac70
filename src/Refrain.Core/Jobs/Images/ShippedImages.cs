namespace Refrain.Core.Jobs.Images;

/// <summary>The entries that come with Refrain: the framework images that example pipelines use. Debian's packages are seen by Debian's Python alone.</summary>
public static class ShippedImages
{
    /// <summary>The Python that Debian's packages belong to.</summary>
    public const string DebianPython = "/usr/bin/python3";

    // A job's output is read while it is written, and what pip installs goes to the job's own home: Debian's Python refuses otherwise.
    private static readonly ValueList<EnvironmentVariable> PythonVariables =
    [
        new("PYTHONUNBUFFERED", "1"),
        new("PIP_BREAK_SYSTEM_PACKAGES", "1"),
        new("PIP_USER", "1"),
        new("PIP_DISABLE_PIP_VERSION_CHECK", "1"),
        new("PIP_ROOT_USER_ACTION", "ignore"),
    ];

    private static readonly PythonPackage Numpy = new("numpy", "python3-numpy", "numpy");
    private static readonly PythonPackage Pandas = new("pandas", "python3-pandas", "pandas");
    private static readonly PythonPackage ScikitLearn = new("sklearn", "python3-sklearn", "scikit-learn");
    private static readonly PythonPackage Xgboost = new("xgboost", "python3-xgboost", "xgboost");
    private static readonly PythonPackage Torch = new("torch", "python3-torch", "torch");
    private static readonly PythonPackage TensorFlow = new("tensorflow", null, "tensorflow");
    private static readonly PythonPackage Transformers = new("transformers", null, "transformers");

    /// <summary>In the order in which they are asked.</summary>
    public static ValueList<ImageEntry> All { get; } =
    [
        Python("scikit-learn", [Numpy, Pandas, ScikitLearn], "sagemaker-scikit-learn"),
        Python("xgboost before 1.3", [Numpy, Pandas, ScikitLearn, Xgboost], "sagemaker-xgboost:0.*", "sagemaker-xgboost:1.0-*", "sagemaker-xgboost:1.2-*", "xgboost:0.*", "xgboost:1")
            with { Algorithm = BuiltInAlgorithm.XGBoost, ModelFormat = ModelFormat.PickledBooster },
        Python("xgboost", [Numpy, Pandas, ScikitLearn, Xgboost], "sagemaker-xgboost", "xgboost") with { Algorithm = BuiltInAlgorithm.XGBoost, ModelFormat = ModelFormat.NativeBooster },
        Python("hugging face on pytorch", [Numpy, Torch, Transformers], "huggingface-pytorch-*", "huggingface-training", "huggingface-inference"),
        Python("hugging face on tensorflow", [Numpy, TensorFlow, Transformers], "huggingface-tensorflow-*"),
        Python("pytorch", [Numpy, Torch], "pytorch-training", "pytorch-inference", "sagemaker-pytorch"),
        Python("tensorflow", [Numpy, TensorFlow], "tensorflow-training", "tensorflow-inference", "sagemaker-tensorflow*"),
        Python("sagemaker python", [], "sagemaker-base-python*", "sagemaker-distribution*"),
        Python("python", [], "python", "library/python", "docker/library/python"),
        new ImageEntry { Name = "dotnet", Images = [ImagePattern.Parse("mcr.microsoft.com/dotnet/*")], Programs = ["dotnet"] },
    ];

    private static ImageEntry Python(string name, ValueList<PythonPackage> packages, params string[] images) => new()
    {
        Name = name,
        Images = images.Select(ImagePattern.Parse).ToValueList(),
        Interpreter = DebianPython,
        Packages = packages,
        RunsScripts = true,
        Environment = PythonVariables,
    };
}
