using System.Text.Json;
using Refrain.Transform.Filtering;

namespace Refrain.Transform.Tests.Filtering;

/// <summary>The paths of InputFilter and OutputFilter.</summary>
public sealed class RecordPathTests
{
    private static readonly string[] Row = ["a", "b", "c", "d", "e", "f"];

    [Theory]
    [InlineData("$", "a b c d e f")]
    [InlineData("$[*]", "a b c d e f")]
    [InlineData("$[0]", "a")]
    [InlineData("$[-1]", "f")]
    [InlineData("$[1,3]", "b d")]
    [InlineData("$[3,1]", "d b")]
    [InlineData("$[1:]", "b c d e f")]
    [InlineData("$[:1]", "a b")]
    [InlineData("$[-2:]", "e f")]
    [InlineData("$[:-2]", "a b c d e")]
    [InlineData("$[0, 4:]", "a e f")]
    [InlineData("$[2:90]", "c d e f")]
    public void Columns_are_selected_by_index(string path, string selected) => Assert.Equal(selected, string.Join(' ', Read(path).Columns(Row)));

    [Fact]
    public void A_slice_has_both_of_its_ends() => Assert.Equal(["b", "c", "d", "e"], Read("$[1:4]").Columns(Row));

    [Theory]
    [InlineData("$[6]", "the filter $[6] does not fit: it names the item 6, and there are 6")]
    [InlineData("$[-7]", "the filter $[-7] does not fit: it names the item -7, and there are 6")]
    [InlineData("$[8:]", "the filter $[8:] does not fit: it names the item 8, and there are 6")]
    public void A_column_that_is_not_there_is_told(string path, string problem) =>
        Assert.Equal(problem, Assert.Throws<TransformException>(() => Read(path).Columns(Row)).Message);

    [Theory]
    [InlineData("$", """{"a":1,"b":{"c":[1,2,3]},"d e":"x"}""")]
    [InlineData("$.a", "1")]
    [InlineData("$.b.c", "[1,2,3]")]
    [InlineData("$.b.c[1]", "2")]
    [InlineData("$.b.c[0:1]", "[1,2]")]
    [InlineData("$.b.c[-1]", "3")]
    [InlineData("$['a']", "1")]
    [InlineData("$[\"d e\"]", "\"x\"")]
    [InlineData("$['a','d e']", """{"a":1,"d e":"x"}""")]
    [InlineData("$.b.*", "[[1,2,3]]")]
    [InlineData("$.b.c[*]", "[1,2,3]")]
    public void Parts_of_JSON_are_selected_by_name_and_index(string path, string selected)
    {
        using var document = JsonDocument.Parse("""{"a": 1, "b": {"c": [1, 2, 3]}, "d e": "x"}""");

        Assert.Equal(selected, Read(path).Select(document.RootElement));
    }

    [Theory]
    [InlineData("$.z", "the filter $.z does not fit: there is no 'z'")]
    [InlineData("$.a.b", "the filter $.a.b does not fit: it is applied to the value 1")]
    [InlineData("$[0]", "the filter $[0] does not fit: it is applied to an object")]
    public void A_part_that_is_not_there_is_told(string path, string problem)
    {
        using var document = JsonDocument.Parse("""{"a":1}""");

        Assert.Equal(problem, Assert.Throws<TransformException>(() => Read(path).Select(document.RootElement)).Message);
    }

    [Theory]
    [InlineData("a", "'$' at character 1")]
    [InlineData("$a", "'.' or '[' at character 2")]
    [InlineData("$.", "a name at character 3")]
    [InlineData("$[", "an index at character 3")]
    [InlineData("$[1", "']' at character 4")]
    [InlineData("$['a", "''' at character 5")]
    [InlineData("$['a',1]", "a name in quotes at character 7")]
    [InlineData("$[x]", "an index at character 3")]
    [InlineData("$[99999999999]", "an index at character 14")]
    public void What_is_no_path_is_told_with_its_place(string path, string expected) =>
        Assert.Equal($"DataProcessing.InputFilter '{path}' cannot be read: expected {expected}.", Assert.Throws<TransformException>(() => Read(path)).Message);

    [Fact]
    public void Quoted_columns_stay_whole_and_as_they_were() => Assert.Equal(["1", "\"a,b\"", " \"c \"\"d\"\",\"", ""], CsvRow.Split("1,\"a,b\", \"c \"\"d\"\",\","));

    private static RecordPath Read(string path) => PathReader.Read(path, "InputFilter");
}
