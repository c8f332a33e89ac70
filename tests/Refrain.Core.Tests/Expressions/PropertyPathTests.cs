using Refrain.Core.Expressions;

namespace Refrain.Core.Tests.Expressions;

public sealed class PropertyPathTests
{
    private const string Document =
        """
        {
          "ModelArtifacts": {"S3ModelArtifacts": "s3://b/m.tar.gz"},
          "ProcessingOutputConfig": {"Outputs": [{"OutputName": "train", "S3Output": {"S3Uri": "s3://b/train"}}, {"OutputName": "a.b", "S3Output": {"S3Uri": "s3://b/a.b"}}]},
          "ProcessingInputs": [{"InputName": "x", "S3Input": {"S3Uri": "s3://b/x"}}],
          "FinalMetricDataList": [{"MetricName": "train:rmse", "Value": 1.5}, {"MetricName": "validation:rmse", "Value": 2.5}],
          "InputDataConfig": [{"ChannelName": "train", "ContentType": "text/csv"}],
          "AlgorithmSpecification": {"MetricDefinitions": [{"Name": "m", "Regex": "r"}]},
          "Tags": [{"Key": "team", "Value": "red"}],
          "Other": [{"WidgetName": "w", "Size": 7}, {"LeftName": "l", "RightName": "r", "Size": 8}],
          "Map": {"a key": 1, "it's": 2, "a:b": 3, "x]y": 4},
          "List": [[10, 11], [20]],
          "Nothing": null
        }
        """;

    [Theory]
    [InlineData("ModelArtifacts.S3ModelArtifacts", "\"s3://b/m.tar.gz\"")]
    [InlineData("$.ModelArtifacts.S3ModelArtifacts", "\"s3://b/m.tar.gz\"")]
    [InlineData("$['ModelArtifacts']['S3ModelArtifacts']", "\"s3://b/m.tar.gz\"")]
    [InlineData("ProcessingOutputConfig.Outputs['train'].S3Output.S3Uri", "\"s3://b/train\"")]
    [InlineData("ProcessingOutputConfig.Outputs[\"train\"].S3Output.S3Uri", "\"s3://b/train\"")]
    [InlineData("ProcessingOutputConfig.Outputs['a.b'].S3Output.S3Uri", "\"s3://b/a.b\"")]
    [InlineData("ProcessingOutputConfig.Outputs[0].S3Output.S3Uri", "\"s3://b/train\"")]
    [InlineData("ProcessingInputs['x'].S3Input.S3Uri", "\"s3://b/x\"")]
    [InlineData("FinalMetricDataList['validation:rmse'].Value", "2.5")]
    [InlineData("InputDataConfig['train'].ContentType", "\"text/csv\"")]
    [InlineData("AlgorithmSpecification.MetricDefinitions['m'].Regex", "\"r\"")]
    [InlineData("Tags['team'].Value", "\"red\"")]
    [InlineData("Other['w'].Size", "7")]
    [InlineData("Map['a key']", "1")]
    [InlineData("Map[\"it's\"]", "2")]
    [InlineData("Map['it's']", "2")]
    [InlineData("Map['a:b']", "3")]
    [InlineData("Map['x]y']", "4")]
    [InlineData("List[0][1]", "11")]
    [InlineData("List[1]", "[20]")]
    public void A_path_leads_to_its_value(string path, string json) => Assert.Equal(json, Parsed(path).Resolve(Json.Of(Document))?.GetRawText());

    [Theory]
    [InlineData("ModelArtifacts.Nope")]
    [InlineData("ModelArtifacts[0]")]
    [InlineData("ModelArtifacts.S3ModelArtifacts.More")]
    [InlineData("ProcessingOutputConfig.Outputs['nope']")]
    [InlineData("ProcessingOutputConfig.Outputs.train")]
    [InlineData("Other['l'].Size")]
    [InlineData("List[2]")]
    [InlineData("List['0']")]
    [InlineData("Nothing")]
    [InlineData("Nothing.More")]
    public void A_path_that_leads_nowhere_gives_nothing(string path) => Assert.Null(Parsed(path).Resolve(Json.Of(Document)));

    [Theory]
    [InlineData("", 0)]
    [InlineData("$", 1)]
    [InlineData("$.", 2)]
    [InlineData(".a", 0)]
    [InlineData("a.", 2)]
    [InlineData("a..b", 2)]
    [InlineData("a.[0]", 2)]
    [InlineData("a[", 1)]
    [InlineData("a[]", 1)]
    [InlineData("a[x]", 1)]
    [InlineData("a[-1]", 1)]
    [InlineData("a[1", 1)]
    [InlineData("a['']", 1)]
    [InlineData("a['b]", 1)]
    [InlineData("a['b\"]", 1)]
    [InlineData("a]", 1)]
    [InlineData("a[0]b", 4)]
    [InlineData("a[99999999999]", 1)]
    public void What_is_no_path_is_refused_at_its_first_wrong_character(string text, int at)
    {
        Assert.False(PropertyPath.TryParse(text, out var path, out var errorAt));
        Assert.Null(path);
        Assert.Equal(at, errorAt);
    }

    [Theory]
    [InlineData("a.b[0]['c d'].e", "a.b[0]['c d'].e")]
    [InlineData("$.a[\"b\"]", "a['b']")]
    [InlineData("a[\"it's\"]", "a[\"it's\"]")]
    [InlineData("['k'].x", "['k'].x")]
    public void A_path_prints_so_that_it_can_be_read_again(string text, string printed)
    {
        Assert.Equal(printed, Parsed(text).ToString());
        Assert.Equal(Parsed(text), Parsed(printed));
    }

    private static PropertyPath Parsed(string text)
    {
        Assert.True(PropertyPath.TryParse(text, out var path, out var errorAt), $"{text} at {errorAt}");
        return path;
    }
}
