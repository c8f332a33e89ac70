using System.CommandLine;
using Refrain.Cli.Serving;

namespace Refrain.Cli.Tests.Serving;

public sealed class ServeOptionsTests
{
    [Fact]
    public void What_was_given_is_passed_on_an_option_that_repeats_once_for_each_value()
    {
        var options = new ServerOptions();
        var command = new Command("serve");
        foreach (var option in options.All)
        {
            command.Options.Add(option);
        }

        var given = options.Given(command.Parse(["--limit", "steps=7", "--verbose", "--account", "000000000000", "--limit=tags=1"]));

        Assert.Equal(["--account", "000000000000", "--limit", "steps=7", "--limit", "tags=1", "--verbose"], given);
    }
}
