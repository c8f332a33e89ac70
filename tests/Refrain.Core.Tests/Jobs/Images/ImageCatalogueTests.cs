using Refrain.Core.Jobs;
using Refrain.Core.Jobs.Images;

namespace Refrain.Core.Tests.Jobs.Images;

public sealed class ImageCatalogueTests
{
    [Theory]
    [InlineData("683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:0.23-1-cpu-py3", "scikit-learn")]
    [InlineData("341280168497.dkr.ecr.ca-central-1.amazonaws.com/sagemaker-scikit-learn:1.2-1", "scikit-learn")]
    [InlineData("sagemaker-scikit-learn", "scikit-learn")]
    [InlineData("683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.0-1-cpu-py3", "xgboost before 1.3")]
    [InlineData("683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.2-2", "xgboost before 1.3")]
    [InlineData("683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:0.90-1-cpu-py3", "xgboost before 1.3")]
    [InlineData("811284229777.dkr.ecr.us-east-1.amazonaws.com/xgboost:1", "xgboost before 1.3")]
    [InlineData("683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.3-1", "xgboost")]
    [InlineData("683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1", "xgboost")]
    [InlineData("763104351884.dkr.ecr.us-west-2.amazonaws.com/pytorch-training:1.5.0-cpu-py3", "pytorch")]
    [InlineData("763104351884.dkr.ecr.us-west-2.amazonaws.com/pytorch-inference:2.1-cpu-py310", "pytorch")]
    [InlineData("763104351884.dkr.ecr.us-west-2.amazonaws.com/tensorflow-training:2.9-cpu-py39", "tensorflow")]
    [InlineData("763104351884.dkr.ecr.us-west-2.amazonaws.com/huggingface-pytorch-training:2.0-transformers4.28", "hugging face on pytorch")]
    [InlineData("763104351884.dkr.ecr.us-west-2.amazonaws.com/huggingface-tensorflow-inference:2.6", "hugging face on tensorflow")]
    [InlineData("python:3.11-slim", "python")]
    [InlineData("docker.io/library/python", "python")]
    [InlineData("public.ecr.aws/docker/library/python:3.12", "python")]
    [InlineData("mcr.microsoft.com/dotnet/runtime:10.0", "dotnet")]
    [InlineData("x.dkr.ecr.us-west-2.amazonaws.com/sagemaker-distribution-prod@sha256:b49a54ff7ca519dd", "sagemaker python")]
    [InlineData("refrain.local/host", "host")]
    [InlineData("683313688378.dkr.ecr.us-east-1.amazonaws.com/factorization-machines:1", null)]
    [InlineData("example.com/dotnet/runtime:10.0", null)]
    [InlineData("my-sagemaker-scikit-learn:1", null)]
    [InlineData("", null)]
    public void An_image_is_known_by_its_repository_and_tag_in_any_account_and_region(string image, string? entry) =>
        Assert.Equal(entry, ImageCatalogue.Shipped.Find(image)?.Name);

    [Theory]
    [InlineData("my/tool", null, "my/tool", "")]
    [InlineData("localhost:5000/tool:1.2", "localhost:5000", "tool", "1.2")]
    [InlineData("localhost/tool", "localhost", "tool", "")]
    [InlineData("r.example.com/a/b:c@sha256:00", "r.example.com", "a/b", "c")]
    public void An_images_name_has_a_registry_a_repository_and_a_tag(string image, string? registry, string repository, string tag) =>
        Assert.Equal(new ImageReference(registry, repository, tag), ImageReference.Parse(image));

    [Theory]
    [InlineData("a*c*e", "abcde", true)]
    [InlineData("a*c*e", "ace", true)]
    [InlineData("a*c*e", "aec", false)]
    [InlineData("ab*ba", "aba", false)]
    [InlineData("*/team/tool", "registry.example.com/team/tool:7", true)]
    [InlineData("*/team/tool", "registry.example.com/my/team/tool", true)]
    [InlineData("*/tool", "tool", true)]
    [InlineData("*/tool", "my-tool", false)]
    [InlineData("*", "anything/at/all", true)]
    [InlineData("tool:1.*", "tool", false)]
    public void A_star_stands_for_any_text(string pattern, string image, bool matches) =>
        Assert.Equal(matches, ImagePattern.Parse(pattern).Matches(ImageReference.Parse(image)));

    [Fact]
    public void The_operators_entries_are_asked_before_the_shipped_ones_but_the_host_stays()
    {
        var own = new ImageEntry { Name = "mine", Images = [ImagePattern.Parse("sagemaker-scikit-learn:1.*"), ImagePattern.Parse("refrain.local/host")] };
        var catalogue = ImageCatalogue.Shipped.With([own]);

        Assert.Equal("mine", catalogue.Find("1.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-scikit-learn:1.2-1")?.Name);
        Assert.Equal("scikit-learn", catalogue.Find("1.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-scikit-learn:0.23-1")?.Name);
        Assert.Equal(ImageCatalogue.Host, catalogue.Find(JobSpec.HostImage));
    }

    [Fact]
    public void What_a_result_may_depend_on_is_in_an_entrys_digest_and_what_is_only_checked_is_not()
    {
        var entry = ImageCatalogue.Shipped.Find("sagemaker-xgboost:1.7-1")!; // shipped

        Assert.Equal(entry.Digest, (entry with { Packages = [], Programs = ["x"] }).Digest);
        Assert.NotEqual(entry.Digest, (entry with { Interpreter = "/opt/python3" }).Digest);
        Assert.NotEqual(entry.Digest, (entry with { ModelFormat = ModelFormat.PickledBooster }).Digest);
        Assert.NotEqual(entry.Digest, (entry with { Environment = [new("A", "b")] }).Digest);
        Assert.NotEqual(entry.Digest, (entry with { Train = ["/train"] }).Digest);
    }
}
