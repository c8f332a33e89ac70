using System.Text.Json;
using Refrain.Core.Expressions;
using Refrain.Core.Steps.Unavailable;

namespace Refrain.Core.Steps.Callback;

/// <summary>
/// Sends a message with a token, and waits until somebody answers it with SendPipelineExecutionStepSuccess or -Failure (spec 06, Callback). It holds no job slot: nothing runs.
/// </summary>
public sealed class CallbackStepType : IStepType
{
    /// <summary>How long a step waits for an answer, and no longer than an execution may take: four weeks.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromDays(28);

    /// <summary>How long a stop waits for an answer. A consumer that is told <c>Stopping</c> may clean up first; one that is gone must not hold the execution for ever.</summary>
    public static readonly TimeSpan LongestStop = TimeSpan.FromMinutes(5);

    /// <inheritdoc />
    public string Name => "Callback";

    /// <inheritdoc />
    public ValueList<StepMember> Members =>
        [new("SqsQueueUrl", StepMemberKind.Text, IsRequired: true), new("OutputParameters", StepMemberKind.OutputParameters)];

    /// <inheritdoc />
    public void Check(StepDefinition step, Action<Diagnostic> report) => ArgumentRules.Flat(step, report);

    /// <summary>The message, as AWS's consumers read it. <paramref name="status"/>: <c>Executing</c>, and <c>Stopping</c> when the execution is being stopped.</summary>
    public static string Message(string token, string executionArn, RawJson arguments, string status) => JsonText.WriteRaw(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("token", token);
        writer.WriteString("pipelineExecutionArn", executionArn);
        writer.WritePropertyName("arguments");
        arguments.Parse().WriteTo(writer);
        writer.WriteString("status", status);
        writer.WriteEndObject();
    }).Text;

    /// <summary>The wire's metadata; outputs are there once the step was answered.</summary>
    public static RawJson Metadata(string token, string queueUrl, ValueList<CallbackOutput>? outputs) => JsonText.WriteRaw(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("Callback");
        writer.WriteString("CallbackToken", token);
        writer.WriteString("SqsQueueUrl", queueUrl);
        if (outputs is { } given)
        {
            writer.WriteStartArray("OutputParameters");
            foreach (var output in given)
            {
                output.Write(writer);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    /// <summary>The result of an answered step: declared outputs are properties, of their declared types; others are not the step's.</summary>
    /// <param name="step">The step.</param>
    /// <param name="token">Its token.</param>
    /// <param name="queueUrl">Where its message went.</param>
    /// <param name="outputs">What the answer holds.</param>
    /// <param name="problem">Why an output cannot be what it is declared as; null when all can.</param>
    public static StepResult Result(StepDefinition step, string token, string queueUrl, ValueList<CallbackOutput> outputs, out string? problem)
    {
        var declared = step.Json.Items("OutputParameters").ToDictionary(one => one.Text("OutputName") ?? "", one => one.Text("OutputType") ?? "String");
        var own = outputs.Where(output => declared.ContainsKey(output.Name)).ToList();
        var wrong = own.Find(output => Typed(output.Value, declared[output.Name]) is null);
        problem = wrong is null ? null : $"The value '{wrong.Value}' of the output parameter '{wrong.Name}' is no {declared[wrong.Name]}.";
        return new StepResult
        {
            Metadata = Metadata(token, queueUrl, own.ToValueList()),
            Properties = JsonText.WriteRaw(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartObject("OutputParameters");
                foreach (var output in own)
                {
                    if (Typed(output.Value, declared[output.Name]) is { } value)
                    {
                        writer.WritePropertyName(output.Name);
                        value.WriteTo(writer);
                    }
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
            }),
        };
    }

    // The same reading as of a pipeline's parameters: a client may write True where JSON has true.
    private static JsonElement? Typed(string value, string type) => type switch
    {
        "Integer" => long.TryParse(value, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var whole)
            ? JsonText.Write(writer => writer.WriteNumberValue(whole))
            : null,
        "Float" => double.TryParse(value, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? JsonText.Write(writer => writer.WriteNumberValue(number))
            : null,
        "Boolean" => bool.TryParse(value, out var truth) ? JsonText.Boolean(truth) : null,
        _ => JsonText.String(value),
    };
}

/// <summary>An output parameter as the answer gives it: a text.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
public sealed record CallbackOutput(string Name, string Value)
{
    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString(nameof(Name), Name);
        writer.WriteString(nameof(Value), Value);
        writer.WriteEndObject();
    }
}
