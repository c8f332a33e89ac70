using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Refrain.Engine;
using Refrain.Server.Api;

namespace Refrain.Server.Tests.Api;

public sealed class ApiBodyTests
{
    [Fact]
    public void A_body_that_fits_is_read()
    {
        var order = Read("""{"dish": "soup", "count": 2, "hot": true, "extras": [{"name": "salt", "value": [1, {"any": null}]}], "size": "Large", "note": null}""");

        Assert.Equal(("soup", 2, true, Size.Large), (order.Dish, order.Count, order.Hot, order.Size));
        Assert.Equal("""salt [1, {"any": null}]""", $"{order.Extras![0].Name} {order.Extras[0].Value.GetRawText()}");
    }

    [Theory]
    [InlineData("", "The request has no body: expected a JSON object, {} at least.")]
    [InlineData("null", "The body at $ is null: expected an object.")]
    [InlineData("[]", "The body at $ is an array: expected an object.")]
    [InlineData("""{"dish": "soup", "Count": 1}""", "The body at $ has a member 'Count' that is not known there: expected dish, count, hot, extras, size, note.")]
    [InlineData("""{"dish": "soup", "dish": "stew"}""", "The body at $ has the member 'dish' twice: one of them would be lost.")]
    [InlineData("""{"count": 1}""", "The body at $ has no member 'dish', which is required there.")]
    [InlineData("""{"dish": null}""", "The body at $.dish is null: expected a string.")]
    [InlineData("""{"dish": 7}""", "The body at $.dish is 7: expected a string.")]
    [InlineData("""{"dish": "soup", "count": 1.5}""", "The body at $.count is 1.5: expected a whole number.")]
    [InlineData("""{"dish": "soup", "count": 99999999999}""", "The body at $.count is 99999999999: expected a whole number.")]
    [InlineData("""{"dish": "soup", "hot": "yes"}""", "The body at $.hot is \"yes\": expected true or false.")]
    [InlineData("""{"dish": "soup", "size": "Huge"}""", "The body at $.size is \"Huge\": expected one of Small, Large.")]
    [InlineData("""{"dish": "soup", "extras": {}}""", "The body at $.extras is an object: expected an array.")]
    [InlineData("""{"dish": "soup", "extras": [{"name": "salt", "value": 1}, {"name": "oil"}]}""", "The body at $.extras[1] has no member 'value', which is required there.")]
    [InlineData("""{"dish": "soup", "extras": [{"name": "salt", "valeu": 1}]}""", "The body at $.extras[0] has a member 'valeu' that is not known there: expected name, value.")]
    [InlineData("""{"dish": "soup", "note": "\ud800"}""", "The body at $.note holds half of a character.")]
    public void A_body_that_does_not_fit_is_refused_with_the_place_and_what_was_expected(string body, string message) =>
        Assert.Equal(message, Assert.Throws<RefusalException>(() => Read(body)).Message);

    [Theory]
    [InlineData("{\"dish\": \"soup\",\n \"count\" 1}", "The body is not JSON (line 2, byte 10): ")]
    [InlineData("{\"dish\": \"so", "The body is not JSON (line 1, byte 13): ")]
    public void A_body_that_is_not_JSON_is_refused_with_line_and_byte(string body, string beginning) =>
        Assert.StartsWith(beginning, Assert.Throws<RefusalException>(() => Read(body)).Message, StringComparison.Ordinal);

    private static Order Read(string body) => ApiBody.Read(Encoding.UTF8.GetBytes(body), OrderJson.Default.Order);
}

internal enum Size
{
    Small,
    Large,
}

internal sealed record Extra(string Name, JsonElement Value);

internal sealed record Order
{
    public required string Dish { get; init; }

    public int? Count { get; init; }

    public bool? Hot { get; init; }

    public IReadOnlyList<Extra>? Extras { get; init; }

    public Size? Size { get; init; }

    public string? Note { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectRequiredConstructorParameters = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Order))]
internal sealed partial class OrderJson : JsonSerializerContext;
