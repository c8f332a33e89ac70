using System.Text.Json;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Expressions;

/// <summary>A value that is known only at run time. Exactly three forms exist (spec 01, 3).</summary>
public abstract record Expression
{
    private Expression()
    {
    }

    /// <summary><c>{"Get": "Parameters.X"}</c></summary>
    public sealed record Get(Reference Reference) : Expression;

    /// <summary><c>{"Std:Join": {"On": "/", "Values": [...]}}</c>: the texts of the values with <paramref name="On"/> between them.</summary>
    public sealed record Join(string On, ValueList<JsonElement> Values) : Expression;

    /// <summary><c>{"Std:JsonGet": {"PropertyFile": ..., "Path": ...}}</c>: a value out of a property file.</summary>
    public sealed record PropertyFileGet(Reference.PropertyFile File, PropertyPath Path) : Expression;

    /// <summary><c>{"Std:JsonGet": {"S3Uri": ..., "Path": ...}}</c>: a value out of a JSON object in the object store.</summary>
    public sealed record S3Get(JsonElement S3Uri, PropertyPath Path) : Expression;

    /// <summary>The steps that the expression itself names; those inside a Join's values are found by walking on.</summary>
    public StepName? NamedStep => this switch
    {
        Get { Reference: Reference.Property p } => p.Step,
        Get { Reference: Reference.PropertyFile f } => f.Step,
        PropertyFileGet g => g.File.Step,
        _ => null,
    };
}

/// <summary>An expression and where it stands.</summary>
public sealed record PlacedExpression(string Path, Expression Expression);
