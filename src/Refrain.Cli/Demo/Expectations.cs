using Refrain.Cli.Printing;

namespace Refrain.Cli.Demo;

/// <summary>The demo checks what it tells. An unmet expectation is printed with what was expected and what was seen.</summary>
internal sealed class Expectations(Screen screen)
{
    public int Met { get; private set; }

    public int Unmet { get; private set; }

    /// <summary>Two texts must be equal.</summary>
    public bool Expect(string what, string expected, string? seen) => Judge(what, expected == seen, expected, seen);

    /// <summary>Two lists must have the same elements, in any order.</summary>
    public bool Expect(string what, IEnumerable<string> expected, IEnumerable<string> seen) => Expect(
        what, string.Join(", ", expected.Order(StringComparer.Ordinal)), string.Join(", ", seen.Order(StringComparer.Ordinal)));

    /// <summary>Something must hold.</summary>
    public bool Expect(string what, bool holds, string expected, string seen) => Judge(what, holds, expected, seen);

    /// <summary>As <see cref="Expect(string,string,string)"/>, for what the rest of the demo rests on.</summary>
    /// <exception cref="UnmetExpectationException">It is not met.</exception>
    public void Require(string what, string expected, string? seen)
    {
        if (!Expect(what, expected, seen))
        {
            throw new UnmetExpectationException();
        }
    }

    private bool Judge(string what, bool met, string expected, string? seen)
    {
        if (met)
        {
            Met++;
            return true;
        }

        Unmet++;
        screen.Line($"NOT AS EXPECTED: {what}: expected {expected}, seen {seen ?? "nothing"}", Styles.Bad);
        return false;
    }
}

/// <summary>The demo cannot go on; the reason has been printed.</summary>
internal sealed class UnmetExpectationException : Exception;
