using System.Text.Json;
using Refrain.Core.Steps;

namespace Refrain.Core.Tests.Steps;

/// <summary>A CreateModel request as a job serves it.</summary>
public sealed class ServedModelTests
{
    [Theory]
    [InlineData(
        "{'PrimaryContainer':{'Image':'i','ModelDataUrl':'s3://b/m.tar.gz','Environment':{'A':'1'}}}",
        "{'Containers':[{'Image':'i','Environment':{'A':'1'},'ModelData':{'S3Uri':'s3://b/m.tar.gz','S3DataType':'S3Prefix','CompressionType':'Gzip'}}],'EnableNetworkIsolation':false}")]
    [InlineData(
        "{'PrimaryContainer':{'Image':'i','ModelDataUrl':'https://bucket.s3-us-east-1.amazonaws.com/a/m%20n.tar.gz'}}",
        "{'Containers':[{'Image':'i','Environment':{},'ModelData':{'S3Uri':'s3://bucket/a/m n.tar.gz','S3DataType':'S3Prefix','CompressionType':'Gzip'}}],'EnableNetworkIsolation':false}")]
    [InlineData(
        "{'PrimaryContainer':{'Image':'i','ModelDataUrl':'https://s3.eu-west-1.amazonaws.com/bucket/m.tar.gz'}}",
        "{'Containers':[{'Image':'i','Environment':{},'ModelData':{'S3Uri':'s3://bucket/m.tar.gz','S3DataType':'S3Prefix','CompressionType':'Gzip'}}],'EnableNetworkIsolation':false}")]
    [InlineData(
        "{'PrimaryContainer':{'Image':'i','ModelDataSource':{'S3DataSource':{'S3Uri':'s3://b/m/','S3DataType':'S3Prefix','CompressionType':'None'}}},'EnableNetworkIsolation':true}",
        "{'Containers':[{'Image':'i','Environment':{},'ModelData':{'S3Uri':'s3://b/m/','S3DataType':'S3Prefix','CompressionType':'None'}}],'EnableNetworkIsolation':true}")]
    [InlineData(
        "{'PrimaryContainer':{'Image':'i','Environment':{'SAGEMAKER_SUBMIT_DIRECTORY':'s3://b/c.tar.gz','SAGEMAKER_PROGRAM':'p.py'}}}",
        "{'Containers':[{'Image':'i','Environment':{'SAGEMAKER_PROGRAM':'p.py'},'Code':{'S3Uri':'s3://b/c.tar.gz','S3DataType':'S3Prefix','CompressionType':'Gzip'}}],'EnableNetworkIsolation':false}")]
    [InlineData(
        "{'Containers':[{'Image':'i','Environment':{'SAGEMAKER_SUBMIT_DIRECTORY':'/opt/ml/model/code'}},{'Image':'j'}]}",
        "{'Containers':[{'Image':'i','Environment':{'SAGEMAKER_SUBMIT_DIRECTORY':'/opt/ml/model/code'}},{'Image':'j','Environment':{}}],'EnableNetworkIsolation':false}")]
    public void Containers_are_told_with_their_places(string request, string served) =>
        Assert.Equal(served.Replace('\'', '"'), ServedModel.Of("m", Json.Loose(request), _ => null).Model?.Text);

    [Fact]
    public void A_package_brings_its_containers_and_the_models_environment_is_added()
    {
        var package = Json.Loose("{'InferenceSpecification':{'Containers':[{'Image':'i','ModelDataUrl':'s3://b/m','Environment':{'A':'package','B':'package'}}]}}");
        var request = Json.Loose("{'PrimaryContainer':{'ModelPackageName':'g/1','Environment':{'A':'model'}}}");

        var (model, problem) = ServedModel.Of("m", request, name => name == "g/1" ? package : null);

        Assert.Null(problem);
        Assert.Equal(["g/1"], ServedModel.Packages(request));
        Assert.Equal("{\"A\":\"model\",\"B\":\"package\"}", model?.Parse().Items("Containers").Single().Member("Environment")?.GetRawText());
    }

    [Theory]
    [InlineData("{'PrimaryContainer':{'ModelPackageName':'g/1'}}", "The model 'm' is made of the model package 'g/1', which is not there or has no InferenceSpecification.")]
    [InlineData("{}", "The model 'm' has no container.")]
    [InlineData("{'PrimaryContainer':{'Image':'i','ModelDataUrl':'/local/path'}}", "The model data '/local/path' of model 'm' are at no place in S3: expected s3://BUCKET/KEY.")]
    [InlineData("{'PrimaryContainer':{'Image':'i','Mode':'MultiModel'}}", "The model 'm' has a container with Mode MultiModel: a transform job needs SingleModel.")]
    [InlineData("{'InferenceExecutionConfig':{'Mode':'Direct'},'Containers':[{'Image':'i'}]}", "The model 'm' has containers that are called one by one (InferenceExecutionConfig.Mode Direct): a transform job needs Serial.")]
    public void A_model_that_cannot_be_served_is_told(string request, string problem) => Assert.Equal((null, problem), ServedModel.Of("m", Json.Loose(request), _ => null));
}
