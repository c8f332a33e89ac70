using System.Text;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Refrain.Cli.Printing;

/// <summary>
/// Standard output. On a terminal with colours and its width; otherwise plain text without colour codes and without blanks at
/// line ends, 120 columns wide unless $COLUMNS says otherwise.
/// </summary>
internal sealed class Screen
{
    private const int WidthWithoutTerminal = 120;

    private readonly CliHost host;

    public Screen(CliHost host)
    {
        this.host = host;
        Width = host.Width ?? (int.TryParse(host.Variable("COLUMNS"), out var columns) && columns > 0 ? columns : WidthWithoutTerminal);
        Console = Make(host.Out);
    }

    public int Width { get; }

    /// <summary>Whether a display may move the cursor back over what it wrote.</summary>
    public bool CanRedraw => host.IsTerminal && host.Variable("TERM") is not "dumb";

    /// <summary>For live displays; everything else goes through <see cref="Write"/> and <see cref="Line"/>.</summary>
    public IAnsiConsole Console { get; }

    /// <summary>A line of plain text, as long as it is.</summary>
    public void Line(string text = "") => host.Out.WriteLine(Visible(text));

    /// <summary>A line in a style, which only a terminal shows.</summary>
    public void Line(string text, Style style) => Write(new Text(Visible(text), style));

    /// <summary>A line beside the result: a hint, what happens now.</summary>
    public void Aside(string text) => host.Error.WriteLine(Visible(text));

    /// <summary>A table, a tree, styled text.</summary>
    public void Write(IRenderable what)
    {
        using var page = new StringWriter();
        Make(page).Write(what);
        foreach (var line in page.ToString().TrimEnd('\n').Split('\n'))
        {
            host.Out.WriteLine(line.TrimEnd());
        }
    }

    /// <summary>An answer of the API as it is, indented.</summary>
    public void Json(JsonElement document)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            document.WriteTo(writer);
        }

        host.Out.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    /// <summary>All pages of a list as one document, in the form that each page has.</summary>
    public void Json(string resultKey, IEnumerable<JsonElement> elements)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray(resultKey);
            foreach (var element in elements)
            {
                element.WriteTo(writer);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.ToArray());
        Json(document.RootElement);
    }

    /// <summary>Text from elsewhere (a failure reason, a description) must not move the cursor or change colours.</summary>
    public static string Visible(string text) =>
        text.Any(IsUnwelcome) ? string.Concat(text.Select(letter => IsUnwelcome(letter) ? '\uFFFD' : letter)) : text;

    private static bool IsUnwelcome(char letter) => char.IsControl(letter) && letter is not ('\n' or '\t');

    private IAnsiConsole Make(TextWriter target)
    {
        var colours = CanRedraw && host.Variable("NO_COLOR") is null;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = CanRedraw ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = CanRedraw ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(target),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = Width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
