using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Refrain.Core;
using Refrain.Engine;

namespace Refrain.Server.SageMaker.Shapes;

/// <summary>A text's shape: its length, and a pattern for the whole of it.</summary>
internal sealed record TextShape(int Min, int Max, string? Pattern = null)
{
    private readonly Regex? regex = Pattern is null ? null : new Regex($@"\A(?:{Pattern})\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    public bool Matches(string text) => regex?.IsMatch(text) ?? true;
}

/// <summary>Collects what is wrong with an input's shape, in AWS's words (spec 08, 3.1): all of it, not just the first.</summary>
internal sealed class ShapeCheck
{
    private const int ShownCharacters = 200;

    private readonly List<string> errors;
    private readonly string path;

    public ShapeCheck(Limits limits)
        : this(limits, [], "")
    {
    }

    private ShapeCheck(Limits limits, List<string> errors, string path) => (Limits, this.errors, this.path) = (limits, errors, path);

    /// <summary>The numbers that this server was told.</summary>
    public Limits Limits { get; }

    /// <summary>A text that may be missing.</summary>
    public void Text(string? value, TextShape shape, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        if (value is null)
        {
            return;
        }

        Length(value.Length, shape.Min, shape.Max, value, member);
        if (value.Length <= shape.Max && !shape.Matches(value))
        {
            Add(value, member, $"Member must satisfy regular expression pattern: {shape.Pattern}");
        }
    }

    /// <summary>A text that must be there.</summary>
    public void RequiredText(string? value, TextShape shape, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        Required(value, member);
        Text(value, shape, member);
    }

    /// <summary>A member that must be there.</summary>
    public void Required(object? value, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        if (value is null)
        {
            errors.Add($"Value null at '{Path(member)}' failed to satisfy constraint: Member must not be null");
        }
    }

    /// <summary>One of a set of words.</summary>
    public void OneOf(string? value, string[] words, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        if (value is not null && !words.Contains(value))
        {
            Add(value, member, $"Member must satisfy enum value set: [{string.Join(", ", words)}]");
        }
    }

    /// <summary>A number within bounds.</summary>
    public void Number(long? value, long min, long max, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        if (value < min)
        {
            Add($"{value}", member, $"Member must have value greater than or equal to {min}");
        }
        else if (value > max)
        {
            Add($"{value}", member, $"Member must have value less than or equal to {max}");
        }
    }

    /// <summary>A list, and every element of it.</summary>
    public void List<T>(
        IReadOnlyList<T?>? list, int min, int max, Action<T, ShapeCheck> each, [CallerArgumentExpression(nameof(list))] string member = "")
        where T : class
    {
        if (list is null)
        {
            return;
        }

        Length(list.Count, min, max, list.Count == 0 ? "[]" : $"[{list.Count} elements]", member);
        for (var index = 0; index < list.Count; index++)
        {
            var place = $"{member}.{index + 1}.member";
            Required(list[index], place);
            if (list[index] is { } element)
            {
                each(element, new ShapeCheck(Limits, errors, $"{Path(place)}."));
            }
        }
    }

    /// <summary>A structure, and what is in it.</summary>
    public void Structure<T>(T? value, Action<T, ShapeCheck> inside, [CallerArgumentExpression(nameof(value))] string member = "")
        where T : class
    {
        if (value is not null)
        {
            inside(value, new ShapeCheck(Limits, errors, $"{Path(member)}."));
        }
    }

    /// <summary>Refuses the input when anything was found.</summary>
    /// <exception cref="RefusalException">With all of it.</exception>
    public void RefuseErrors()
    {
        if (errors.Count > 0)
        {
            throw RefusalException.Invalid($"{errors.Count} validation error{(errors.Count == 1 ? "" : "s")} detected: {string.Join("; ", errors)}");
        }
    }

    private void Length(int length, int min, int max, string value, string member)
    {
        if (length < min)
        {
            Add(value, member, $"Member must have length greater than or equal to {min}");
        }
        else if (length > max)
        {
            Add(value, member, $"Member must have length less than or equal to {max}");
        }
    }

    private void Add(string value, string member, string constraint) =>
        errors.Add($"Value '{(value.Length > ShownCharacters ? $"{value[..ShownCharacters]}..." : value)}' at '{Path(member)}' failed to satisfy constraint: {constraint}");

    // The wire says pipelineName of PipelineName; the variable of a lambda before the member is no part of it.
    private string Path(string member)
    {
        var name = char.IsAsciiLetterLower(member[0]) ? member[(member.IndexOf('.', StringComparison.Ordinal) + 1)..] : member;
        return $"{path}{char.ToLowerInvariant(name[0])}{name[1..]}";
    }
}
