using Refrain.Cli.Api;
using Refrain.Cli.Executions;
using Refrain.Cli.Printing;

namespace Refrain.Cli.Demo;

/// <summary>Writes a start as the command that a user would type, over as many lines as it needs.</summary>
internal static class StartCommandLine
{
    private const string Indent = "    ";
    private const string Continued = " \\";

    public static void Show(Screen screen, StartRequest request)
    {
        var line = $"refrain start {request.Pipeline}";
        foreach (var word in Words(request))
        {
            if (line.Length + 1 + word.Length + Continued.Length > screen.Width)
            {
                screen.Line(line + Continued);
                line = Indent + word;
            }
            else
            {
                line += $" {word}";
            }
        }

        screen.Line(line);
    }

    // An option and its value stay together.
    private static IEnumerable<string> Words(StartRequest request) =>
    [
        .. request.Select.Count > 0 ? [$"--select {string.Join(',', request.Select)}"] : (IEnumerable<string>)[],
        .. request.Reference is { } reference ? [$"--reference {ExecutionView.IdOf(reference)}"] : (IEnumerable<string>)[],
        "--wait",
        .. request.Parameters.Select(parameter => $"-p {parameter}"),
    ];
}
