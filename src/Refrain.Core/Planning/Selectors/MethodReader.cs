using Refrain.Core.Steps;

namespace Refrain.Core.Planning.Selectors;

/// <summary>Reads what chooses steps by something else than their names: <c>tag:</c>, <c>type:</c>, <c>state:</c>.</summary>
internal static class MethodReader
{
    private static readonly string KnownStates = List([.. StateWords.Standings.Select(one => one.Word), StateWords.Modified]);

    /// <summary>True when a word and a colon stand at the cursor.</summary>
    public static bool IsNext(SelectorCursor cursor) => cursor.WordLength() is > 0 and var length && cursor.Peek(length) == ':';

    /// <summary>The method at the cursor.</summary>
    public static Selector? Read(SelectorCursor cursor)
    {
        var start = cursor.At;
        cursor.At += cursor.WordLength() + 1;
        return cursor.Text(start, cursor.At) switch
        {
            "tag:" => ReadTag(cursor, start),
            "type:" => ReadType(cursor, start),
            "state:" => ReadState(cursor, start),
            var other => cursor.Fail(start, $"There is no method {SelectorProblem.Show(other)}.", "tag:, type: or state:"),
        };
    }

    private static Selector.Tagged? ReadTag(SelectorCursor cursor, int start)
    {
        if (cursor.TakePattern(inTag: true, "the key of a tag; odd characters in double quotes") is not { } key)
        {
            return null;
        }

        if (!cursor.Take("="))
        {
            return new Selector.Tagged(key, Value: null) { Position = start };
        }

        return cursor.TakePattern(inTag: true, "the value of a tag, \"\" for an empty one; odd characters in double quotes") is { } value
            ? new Selector.Tagged(key, value) { Position = start }
            : null;
    }

    private static Selector? ReadType(SelectorCursor cursor, int start)
    {
        var (at, word) = TakeWord(cursor);
        return StepTypes.Find(word) is { } type
            ? new Selector.OfType(type.Name) { Position = start }
            : cursor.Fail(at, $"There is no step type {SelectorProblem.Show(word)}.", List(StepTypes.All.Select(known => known.Name)));
    }

    private static Selector? ReadState(SelectorCursor cursor, int start)
    {
        var (at, word) = TakeWord(cursor);
        if (word == StateWords.Modified)
        {
            return ReadParts(cursor) is { } parts ? new Selector.Modified(parts) { Position = start } : null;
        }

        foreach (var (known, standing) in StateWords.Standings)
        {
            if (known == word)
            {
                return new Selector.InState(standing) { Position = start };
            }
        }

        return cursor.Fail(at, $"There is no state {SelectorProblem.Show(word)}.", KnownStates);
    }

    private static StepParts? ReadParts(SelectorCursor cursor)
    {
        var parts = StepParts.None;
        while (cursor.Next == '.' && cursor.Peek(1) != '.')
        {
            cursor.At++;
            var (at, word) = TakeWord(cursor);
            var part = StateWords.Parts.FirstOrDefault(one => one.Word == word).Part;
            if (part == StepParts.None)
            {
                cursor.Fail(at, $"A step has no part {SelectorProblem.Show(word)}.", List(StateWords.Parts.Select(one => one.Word)));
                return null;
            }

            parts |= part;
        }

        return parts == StepParts.None ? StateWords.AllParts : parts;
    }

    private static (int At, string Word) TakeWord(SelectorCursor cursor)
    {
        var at = cursor.At;
        cursor.At += cursor.WordLength();
        return (at, cursor.Text(at, cursor.At));
    }

    private static string List(IEnumerable<string> words) => $"one of {string.Join(", ", words)}";
}
