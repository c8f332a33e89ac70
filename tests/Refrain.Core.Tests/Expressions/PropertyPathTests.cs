using CsCheck;
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
    [InlineData("L[-1]", "4")]
    [InlineData("L[-5]", "0")]
    [InlineData("L[1:3]", "[1,2]")]
    [InlineData("L[:2]", "[0,1]")]
    [InlineData("L[3:]", "[3,4]")]
    [InlineData("L[:]", "[0,1,2,3,4]")]
    [InlineData("L[::]", "[0,1,2,3,4]")]
    [InlineData("L[-2:]", "[3,4]")]
    [InlineData("L[:-3]", "[0,1]")]
    [InlineData("L[::2]", "[0,2,4]")]
    [InlineData("L[::-1]", "[4,3,2,1,0]")]
    [InlineData("L[3:0:-2]", "[3,1]")]
    [InlineData("L[0:99]", "[0,1,2,3,4]")]
    [InlineData("L[-99:1]", "[0]")]
    [InlineData("L[ 1 : 2 ]", "[1]")]
    [InlineData("L[4:1]", "[]")]
    [InlineData("L[::0]", "[]")]
    [InlineData("O[0:2].n", "['a','b']")]
    [InlineData("O[:].m", "[1,3]")]
    [InlineData("O[:].l[0]", "[10,30]")]
    [InlineData("O[:].l[0:1]", "[10,30]")]
    [InlineData("O[:].l[:]", "[10,11,30]")]
    [InlineData("O[9:].l[:]", "[]")]
    [InlineData("O[:]['n']", "['a','b','c']")]
    [InlineData("O[:].Nope", "[]")]
    public void A_slice_chooses_elements_and_what_follows_goes_on_from_each(string path, string json) =>
        Assert.Equal(json.Replace('\'', '"'), Parsed(path).Resolve(Json.Loose("{'L':[0,1,2,3,4],'O':[{'n':'a','m':1,'l':[10,11]},{'n':'b','l':[]},{'n':'c','m':3,'l':[30]}]}"))?.GetRawText());

    [Theory]
    [InlineData("L[-6]")]
    [InlineData("L[5]")]
    [InlineData("T[0:1]")]
    [InlineData("T[-1]")]
    [InlineData("Nope[0:1]")]
    [InlineData("Nope[0:1].x")]
    [InlineData("O[0:1]")]
    public void A_slice_of_what_is_no_array_gives_nothing(string path) => Assert.Null(Parsed(path).Resolve(Json.Loose("{'L':[0,1,2,3,4],'T':'text','O':{'a':[1]}}")));

    // RFC 9535, 2.3.4.2.2, written down as it stands there: the reference is the text of the standard.
    [Fact]
    public void A_slice_chooses_what_the_standard_says() =>
        Gen.Select(Gen.Int[0, 8], Bound, Bound, Bound).Sample((length, first, end, step) =>
        {
            var document = JsonText.Write(writer => writer.WriteRawValue($"[{string.Join(',', Enumerable.Range(0, length))}]"));
            var path = new PropertyPath([new PathSegment.Slice(first, end, step)]);

            Assert.Equal($"[{string.Join(',', Standard(length, first, end, step ?? 1))}]", path.Resolve(document)?.GetRawText());
        });

    [Fact]
    public void Every_path_that_can_be_made_prints_so_that_it_can_be_read_again() =>
        Segment.Array[1, 6].Sample(segments =>
        {
            var path = new PropertyPath(segments.ToValueList());

            Assert.True(PropertyPath.TryParse(path.ToString(), out var again, out var errorAt), $"{path} at {errorAt}");
            Assert.Equal(path, again);
        });

    private static Gen<int?> Bound { get; } = Gen.Bool.SelectMany(isThere => isThere ? Gen.Int[-10, 10].Select(value => (int?)value) : Gen.Const((int?)null));

    private static Gen<PathSegment> Segment { get; } = Gen.OneOf(
        Gen.String[Gen.Char["abcXYZ019_-"], 1, 5].Select(PathSegment (name) => new PathSegment.Member(name)),
        Gen.Int.Select(PathSegment (position) => new PathSegment.Index(position)),
        Gen.String[Gen.Char["ab .:[]'-"], 1, 5].Where(key => !key.Contains("\"]", StringComparison.Ordinal) && !key.Contains("']", StringComparison.Ordinal) && key[^1] != '\'').Select(PathSegment (key) => new PathSegment.Key(key)),
        Gen.Select(Bound, Bound, Bound).Select(PathSegment (bounds) => new PathSegment.Slice(bounds.Item1, bounds.Item2, bounds.Item3)));

    private static List<int> Standard(int length, int? first, int? end, int step)
    {
        int Normalize(int index) => index >= 0 ? index : length + index;
        if (step == 0)
        {
            return [];
        }

        var start = Normalize(first ?? (step >= 0 ? 0 : length - 1));
        var stop = end is { } given ? Normalize(given) : step >= 0 ? length : Normalize(-length - 1);
        var chosen = new List<int>();
        if (step > 0)
        {
            var (lower, upper) = (Math.Min(Math.Max(start, 0), length), Math.Min(Math.Max(stop, 0), length));
            for (var i = lower; i < upper; i += step)
            {
                chosen.Add(i);
            }
        }
        else
        {
            var (upper, lower) = (Math.Min(Math.Max(start, -1), length - 1), Math.Min(Math.Max(stop, -1), length - 1));
            for (var i = upper; lower < i; i += step)
            {
                chosen.Add(i);
            }
        }

        return chosen;
    }

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
    [InlineData("a[+1]", 1)]
    [InlineData("a[1:2:3:4]", 1)]
    [InlineData("a[x:2]", 1)]
    [InlineData("a[1:-]", 1)]
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
    [InlineData("a[-1][ 1: ][::-1]", "a[-1][1:][::-1]")]
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
