using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Refrain.Server.Composition;

namespace Refrain.Server.Tests.Composition;

public sealed class JsonLogFormatterTests
{
    [Fact]
    public void What_a_message_names_itself_wins_over_what_stands_around_it_and_of_that_the_nearest()
    {
        var scopes = new LoggerExternalScopeProvider();
        using var outer = scopes.Push(Pairs(("RequestId", "the host's"), ("Step", "outer"), ("ConnectionId", "c")));
        using var inner = scopes.Push(Pairs(("RequestId", "ours"), ("Step", "inner")));
        var text = new StringWriter();

        new JsonLogFormatter(TimeProvider.System).Write(
            new LogEntry<List<KeyValuePair<string, object?>>>(LogLevel.Information, "Category", new EventId(7), Pairs(("Step", "own"), ("Attempt", 2)), null, (_, _) => "said"), scopes, text);

        var line = JsonNode.Parse(text.ToString())!.AsObject();
        Assert.Equal(("own", 2, "ours", "c"), ((string?)line["step"], (int)line["attempt"]!, (string?)line["requestId"], (string?)line["connectionId"]));
        Assert.Equal(("info", 7, "said"), ((string?)line["level"], (int)line["eventId"]!, (string?)line["message"]));
    }

    private static List<KeyValuePair<string, object?>> Pairs(params (string Name, object? Value)[] pairs) =>
        pairs.Select(pair => new KeyValuePair<string, object?>(pair.Name, pair.Value)).ToList();
}
