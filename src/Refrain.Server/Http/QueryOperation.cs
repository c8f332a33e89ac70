using System.Xml;
using Refrain.Aws.Query;

namespace Refrain.Server.Http;

/// <summary>A call of a query operation, as the operation sees it.</summary>
internal sealed record QueryCall(IncomingRequest Request, CancellationToken Cancellation)
{
    /// <summary>The members.</summary>
    public QueryNode Form => Request.Form;

    /// <summary>A member that must be there.</summary>
    /// <exception cref="WireErrorException">It is not.</exception>
    public string Required(string name) => Form.Text(name) is { Length: > 0 } value ? value : throw Invalid($"The request must contain the parameter {name}.");

    /// <summary>A number within bounds.</summary>
    public int Number(string name, int least, int most, int otherwise) => Form.Text(name) switch
    {
        null => otherwise,
        var text when int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= least && number <= most => number,
        var text => throw Invalid($"1 validation error detected: Value '{text}' at '{name}' failed to satisfy constraint: a whole number from {least} to {most}."),
    };

    /// <summary>What is wrong with a member.</summary>
    public static WireErrorException Invalid(string message) => new("ValidationError", 400, message);
}

/// <summary>An operation of a query service: members in, the content of its result out (null: it has none).</summary>
internal sealed record QueryOperation(string Service, string Action, Func<QueryCall, Task<Action<XmlWriter>?>> AnswerAsync);
