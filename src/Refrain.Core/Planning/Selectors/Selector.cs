using Refrain.Core.Steps;

namespace Refrain.Core.Planning.Selectors;

/// <summary>
/// A set of steps, described (docs/selectors.md). Two selectors are equal when they describe it in the same way, wherever they stand in their texts.
/// </summary>
public abstract record Selector
{
    /// <summary>For the number of edges of an <see cref="Around"/>: as many as there are.</summary>
    public const int AnyNumber = int.MaxValue;

    private Selector()
    {
    }

    /// <summary>Where it begins in the text, counted from 0.</summary>
    public int Position { get; init; }

    /// <summary>Equal in everything but the position.</summary>
    public virtual bool Equals(Selector? other) => other is not null && EqualityContract == other.EqualityContract;

    /// <inheritdoc />
    public override int GetHashCode() => EqualityContract.GetHashCode();

    /// <summary>A text that reads back to an equal selector.</summary>
    public sealed override string ToString() => SelectorWriter.Write(this);

    /// <summary><c>train</c>, <c>train-*</c>: the step of that name, which must exist, or all whose names match.</summary>
    public sealed record Named(TextPattern Name) : Selector;

    /// <summary><c>tag:KEY</c>, <c>tag:KEY=VALUE</c>: the steps with such a tag among their arguments.</summary>
    public sealed record Tagged(TextPattern Key, TextPattern? Value) : Selector;

    /// <summary><c>type:Training</c>: the steps of that type.</summary>
    public sealed record OfType(string Type) : Selector
    {
        /// <summary>A name of <see cref="StepTypes"/>.</summary>
        public string Type { get; } = StepTypes.Find(Type) is not null ? Type : throw new ArgumentException($"'{Type}' is no step type.", nameof(Type));
    }

    /// <summary><c>state:failed</c>: the steps that stand so in the reference execution.</summary>
    public sealed record InState(StepStanding Standing) : Selector;

    /// <summary><c>state:modified.code</c>: the steps of which at least one of the parts differs from the reference execution.</summary>
    public sealed record Modified(StepParts Parts) : Selector
    {
        /// <summary>One part or more.</summary>
        public StepParts Parts { get; } = Parts != StepParts.None ? Parts : throw new ArgumentException("Of no part can be said that it differs.", nameof(Parts));
    }

    /// <summary><c>2+x+1</c>: the steps of <paramref name="Of"/> and those before and behind them that are at most so many edges away; 0 for none.</summary>
    public sealed record Around(Selector Of, int Ancestors, int Descendants) : Selector
    {
        /// <summary>How many edges to go back.</summary>
        public int Ancestors { get; } = Ancestors >= 0 ? Ancestors : throw new ArgumentOutOfRangeException(nameof(Ancestors));

        /// <summary>How many edges to go on.</summary>
        public int Descendants { get; } = Descendants >= 0 ? Descendants : throw new ArgumentOutOfRangeException(nameof(Descendants));
    }

    /// <summary><c>@x</c>: the steps of <paramref name="Of"/>, all that waits for them, and all that any of these waits for.</summary>
    public sealed record Supplied(Selector Of) : Selector;

    /// <summary><c>a..b</c>: every step on a path from one of <paramref name="From"/> to one of <paramref name="To"/>, both ends included.</summary>
    public sealed record Between(Selector From, Selector To) : Selector;

    /// <summary><c>not x</c>: all other steps.</summary>
    public sealed record Not(Selector Of) : Selector;

    /// <summary><c>x and y</c>: the steps that are in all of the terms, of which there are two or more.</summary>
    public sealed record And(ValueList<Selector> Terms) : Selector
    {
        /// <summary>The terms, in the order of the text.</summary>
        public ValueList<Selector> Terms { get; } = TwoOrMore(Terms);
    }

    /// <summary><c>x or y</c>, <c>x,y</c>: the steps that are in any of the terms, of which there are two or more.</summary>
    public sealed record Or(ValueList<Selector> Terms) : Selector
    {
        /// <summary>The terms, in the order of the text.</summary>
        public ValueList<Selector> Terms { get; } = TwoOrMore(Terms);
    }

    private static ValueList<Selector> TwoOrMore(ValueList<Selector> terms) =>
        terms.Count > 1 ? terms : throw new ArgumentException("One term needs no operator.", nameof(terms));
}
