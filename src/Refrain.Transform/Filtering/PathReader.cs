using System.Globalization;
using System.Text;

namespace Refrain.Transform.Filtering;

/// <summary>Reads a path: <c>$</c>, <c>.name</c>, <c>.*</c>, <c>[*]</c>, <c>['a','b']</c>, <c>[1]</c>, <c>[1,3]</c>, <c>[-1]</c>, <c>[a:b]</c>.</summary>
internal sealed class PathReader
{
    private readonly string text;
    private readonly string place;
    private int at;

    private PathReader(string text, string place)
    {
        this.text = text;
        this.place = place;
    }

    /// <summary>Reads it.</summary>
    /// <param name="text">The path; null selects all.</param>
    /// <param name="place">The member of the request it stands in.</param>
    /// <exception cref="TransformException">It is no path; the text says where.</exception>
    public static RecordPath Read(string? text, string place) => new(text ?? "$", string.IsNullOrEmpty(text) ? [] : new PathReader(text, place).Steps());

    private List<PathStep> Steps()
    {
        Take('$');
        var steps = new List<PathStep>();
        while (at < text.Length)
        {
            steps.Add(text[at] switch
            {
                '.' => AfterDot(),
                '[' => InBrackets(),
                _ => throw Wrong("'.' or '['"),
            });
        }

        return steps;
    }

    private PathStep AfterDot()
    {
        Take('.');
        if (TryTake('*'))
        {
            return new PathStep.All();
        }

        var from = at;
        while (at < text.Length && text[at] is not ('.' or '['))
        {
            at++;
        }

        return at > from ? new PathStep.Members([text[from..at]]) : throw Wrong("a name");
    }

    private PathStep InBrackets()
    {
        Take('[');
        SkipBlanks();
        if (TryTake('*'))
        {
            SkipBlanks();
            Take(']');
            return new PathStep.All();
        }

        return at < text.Length && text[at] is '\'' or '"' ? new PathStep.Members(List(Name)) : new PathStep.Items(List(Range));
    }

    private List<T> List<T>(Func<T> read)
    {
        var all = new List<T>();
        do
        {
            SkipBlanks();
            all.Add(read());
            SkipBlanks();
        }
        while (TryTake(','));

        Take(']');
        return all;
    }

    private string Name()
    {
        var quote = at < text.Length && text[at] is '\'' or '"' ? text[at++] : throw Wrong("a name in quotes");
        var name = new StringBuilder();
        while (at < text.Length && text[at] != quote)
        {
            at += text[at] == '\\' && at + 1 < text.Length ? 1 : 0;
            name.Append(text[at++]);
        }

        Take(quote);
        return name.ToString();
    }

    private ItemRange Range()
    {
        var from = Number();
        if (!TryTake(':'))
        {
            return new ItemRange(from ?? throw Wrong("an index"), null, IsSlice: false);
        }

        return new ItemRange(from, Number(), IsSlice: true);
    }

    private int? Number()
    {
        SkipBlanks();
        var from = at;
        at += at < text.Length && text[at] == '-' ? 1 : 0;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        var digits = text[from..at];
        SkipBlanks();
        return digits.Length == 0 ? null
            : int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : throw Wrong("an index");
    }

    private void SkipBlanks()
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }
    }

    private bool TryTake(char expected)
    {
        var taken = at < text.Length && text[at] == expected;
        at += taken ? 1 : 0;
        return taken;
    }

    private void Take(char expected)
    {
        if (!TryTake(expected))
        {
            throw Wrong($"'{expected}'");
        }
    }

    private TransformException Wrong(string expected) => new($"DataProcessing.{place} '{text}' cannot be read: expected {expected} at character {at + 1}.");
}
