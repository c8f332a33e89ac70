namespace Refrain.Core.Steps.Fail;

/// <summary>Ends the execution as Failed with a message. Always a leaf (spec 06).</summary>
public sealed class FailStepType : IStepType
{
    /// <inheritdoc />
    public string Name => "Fail";

    /// <inheritdoc />
    public void Check(StepDefinition step, Action<Diagnostic> report)
    {
        JobArguments.RefuseOthers(step, report, "ErrorMessage");
        if (step.Arguments.Member("ErrorMessage") is { ValueKind: not (System.Text.Json.JsonValueKind.String or System.Text.Json.JsonValueKind.Object) })
        {
            report(new Diagnostic($"{step.Path}.Arguments.ErrorMessage", "The ErrorMessage of a Fail step must be a string.", "a string or an expression"));
        }
    }

    /// <summary>The wire's metadata; the message is there even when it is empty.</summary>
    public static RawJson Metadata(string message) => JsonText.WriteRaw(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("Fail");
        writer.WriteString("ErrorMessage", message);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });
}
