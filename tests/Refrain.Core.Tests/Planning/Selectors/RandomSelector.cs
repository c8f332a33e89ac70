using Refrain.Core.Planning.Selectors;

namespace Refrain.Core.Tests.Planning.Selectors;

/// <summary>Random selectors of every form, a few levels deep.</summary>
internal static class RandomSelector
{
    private static readonly string[] Types = ["Processing", "Training", "Condition", "Model", "Lambda", "Fail"];

    // What a reader could take for something else when a writer forgets to quote it.
    private static readonly string[] OddTexts = ["and", "or", "not", "2", "10", "", "a b", "x\"y", "back\\slash", "a.b", "a..b", "+", "@", "tag:", "[a]", "*", "\ud83d\ude80", "line\nbreak", "AND"];
    private static readonly string[] Globs = ["S*", "S?", "S[0-3]", "*[!02468]", "*", "S[13]*", "team:*", "a.*/b?", "[+]*", "[ ]?"];

    /// <summary>A selector over the steps S0, S1 ... of a random pipeline.</summary>
    public static Selector OfSteps(Random random, int steps, int depth = 3) =>
        Draw(random, depth, () => random.Next(3) == 0 ? Glob(Globs[random.Next(6)]) : TextPattern.Exactly($"S{random.Next(steps)}"));

    /// <summary>A selector whose names and tags are as odd as they may be.</summary>
    public static Selector Odd(Random random, int depth = 4) => Draw(random, depth, () => OddPattern(random));

    private static Selector Draw(Random random, int depth, Func<TextPattern> name)
    {
        Selector Inner() => Draw(random, random.Next(depth), name) with { Position = random.Next(100) };
        ValueList<Selector> Terms() => Enumerable.Range(0, random.Next(2, 4)).Select(_ => Inner()).ToValueList();
        return random.Next(depth == 0 ? 5 : 12) switch
        {
            0 or 1 => new Selector.Named(name()),
            2 => new Selector.OfType(Types[random.Next(Types.Length)]),
            3 when random.Next(2) == 0 => new Selector.Modified((StepParts)random.Next(1, 32)),
            3 => new Selector.InState((StepStanding)random.Next(4)),
            4 => new Selector.Tagged(OddPattern(random), random.Next(2) == 0 ? null : OddPattern(random)),
            5 or 6 => new Selector.Around(Inner(), Edges(random), Edges(random)),
            7 => new Selector.Supplied(Inner()),
            8 => new Selector.Between(Inner(), Inner()),
            9 => new Selector.Not(Inner()),
            10 => new Selector.And(Terms()),
            _ => new Selector.Or(Terms()),
        };
    }

    private static int Edges(Random random) => random.Next(3) == 0 ? Selector.AnyNumber : random.Next(4);

    private static TextPattern OddPattern(Random random) =>
        random.Next(3) == 0 ? Glob(Globs[random.Next(Globs.Length)]) : TextPattern.Exactly(random.Next(4) == 0 ? $"S{random.Next(9)}" : OddTexts[random.Next(OddTexts.Length)]);

    private static TextPattern Glob(string text) => TextPattern.TryRead(text, out var glob, out _) ? glob : throw new ArgumentException(text, nameof(text));
}
