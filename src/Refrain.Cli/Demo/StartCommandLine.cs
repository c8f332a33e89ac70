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
        foreach (var word in Words(request, screen.Width - Indent.Length - Continued.Length))
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
    private static IEnumerable<string> Words(StartRequest request, int room) =>
    [
        .. Select(request.Select, room),
        .. request.Reference is { } reference ? [$"--reference {ExecutionView.IdOf(reference)}"] : (IEnumerable<string>)[],
        "--wait",
        .. request.Parameters.Select(parameter => $"-p {parameter}"),
    ];

    private static IEnumerable<string> Select(IReadOnlyList<string> steps, int room)
    {
        var all = $"--select {string.Join(',', steps)}";
        return steps.Count == 0 ? [] : all.Length <= room ? [all] : steps.Select(step => $"--select {step}");
    }
}
