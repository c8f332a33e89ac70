using Refrain.Core.Jobs.Images;
using Refrain.Runtimes.Programs;

namespace Refrain.Runtimes.Tests.Programs;

/// <summary>Which of our programs stands for which image.</summary>
public sealed class ImageProgramsTests
{
    private const string Registry = "683313688378.dkr.ecr.us-east-1.amazonaws.com/";

    [Theory]
    [InlineData("sagemaker-xgboost:0.90-2-cpu-py3", true)]
    [InlineData("sagemaker-xgboost:1.0-1-cpu-py3", true)]
    [InlineData("sagemaker-xgboost:1.2-2", true)]
    [InlineData("sagemaker-xgboost:1.3-1", false)]
    [InlineData("sagemaker-xgboost:1.7-1@sha256:0123", false)]
    [InlineData("sagemaker-xgboost", false)]
    public void The_algorithm_pickles_for_images_that_did(string image, bool isPickled) => Assert.Equal(
        ["/usr/bin/python3", "/opt/ml/refrain/xgboost_train.py", .. isPickled ? ["--pickled"] : Array.Empty<string>()],
        ImageCatalogue.Shipped.Find(Registry + image) is { } entry ? ImagePrograms.Train(entry) : null);

    [Theory]
    [InlineData("sagemaker-xgboost:1.5-1", false, "xgboost_serve.py")]
    [InlineData("sagemaker-xgboost:1.5-1", true, "script_serve.py xgboost")]
    [InlineData("sagemaker-scikit-learn:1.2-1-cpu-py3", true, "script_serve.py scikit-learn")]
    [InlineData("sagemaker-scikit-learn:1.2-1-cpu-py3", false, null)]
    [InlineData("my-xgboost:1.5-1", false, null)]
    public void A_model_is_served_by_its_script_or_by_the_algorithm(string image, bool hasScript, string? command) => Assert.Equal(
        command is null ? null : $"/usr/bin/python3 /opt/ml/refrain/{command}",
        ImageCatalogue.Shipped.Find(Registry + image) is { } entry && ImagePrograms.Serve(entry, hasScript) is { } words ? string.Join(' ', words) : null);

    [Fact]
    public void The_programs_are_files_of_the_job() => Assert.Equal(
        ["inference_server.py", "job_files.py", "script_serve.py", "xgboost_data.py", "xgboost_parameters.py", "xgboost_serve.py", "xgboost_train.py"],
        PythonPrograms.Files.Select(file => file.Path["/opt/ml/refrain/".Length..]));
}
