using Refrain.Core.Jobs;

namespace Refrain.Core.Tests.Jobs;

/// <summary>Expectations are what Python 3.11 prints for <c>str(json.loads(text))</c> and <c>json.dumps</c>.</summary>
public sealed class PythonTextTests
{
    [Theory]
    [InlineData("5", "5")]
    [InlineData("-7", "-7")]
    [InlineData("0.2", "0.2")]
    [InlineData("0.20", "0.2")]
    [InlineData("5.0", "5.0")]
    [InlineData("1e-3", "0.001")]
    [InlineData("0.00001", "1e-05")]
    [InlineData("1e3", "1000.0")]
    [InlineData("1e16", "1e+16")]
    [InlineData("1.5e300", "1.5e+300")]
    [InlineData("123456789012345680.0", "1.2345678901234568e+17")]
    [InlineData("true", "True")]
    [InlineData("null", "None")]
    [InlineData("\"reg:linear\"", "reg:linear")]
    [InlineData("[1, \"a\", false]", "[1, 'a', False]")]
    [InlineData("[\"it's\"]", "[\"it's\"]")]
    [InlineData("{\"b\": 2, \"a\": \"x\"}", "a=x,b=2")]
    public void An_argument_is_written_as_Python_writes_it(string json, string expected) => Assert.Equal(expected, PythonText.OfArgument(new RawJson(json).Parse()));

    [Theory]
    [InlineData("\"a b\"", "a b")]
    [InlineData("null", "")]
    [InlineData("true", "true")]
    [InlineData("1e-3", "0.001")]
    [InlineData("{\"b\": [1, 2], \"a\": \"x\"}", "{\"a\":\"x\",\"b\":[1,2]}")]
    public void A_variable_is_compact_JSON_with_sorted_members(string json, string expected) => Assert.Equal(expected, PythonText.OfVariable(new RawJson(json).Parse()));
}
