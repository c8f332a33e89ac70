using System.Text;
using System.Text.Json;
using Refrain.Transform.Plan;
using Refrain.Transform.Splitting;

namespace Refrain.Transform.Filtering;

/// <summary>What of a record is sent to the model, and what of record and result is stored.</summary>
internal abstract class DataProcessing(RecordPath input, RecordPath output, bool isJoined)
{
    /// <summary>What is sent.</summary>
    protected RecordPath Input => input;

    /// <summary>What is stored.</summary>
    protected RecordPath Output => output;

    /// <summary>True when records and results are stored together.</summary>
    protected bool IsJoined => isJoined;

    /// <summary>The processing that a plan asks for; null when records go and results come as they are.</summary>
    /// <exception cref="TransformException">It cannot be done with these media types; the text names place and remedy.</exception>
    public static DataProcessing? Of(TransformPlan plan)
    {
        var (input, output) = (PathReader.Read(plan.InputFilter, "InputFilter"), PathReader.Read(plan.OutputFilter, "OutputFilter"));
        if (input.IsWhole && output.IsWhole && !plan.JoinInput)
        {
            return null;
        }

        var type = MediaType(plan.ContentType);
        var isCsv = type == "text/csv";
        if (!isCsv && !IsJson(type))
        {
            throw new TransformException($"DataProcessing needs TransformInput.ContentType text/csv, application/json or application/jsonlines, and it is '{plan.ContentType}'.");
        }

        CheckOutput(plan, output, isCsv);
        if (plan.SplitType != "Line" && (isCsv || plan.SplitType != "None"))
        {
            throw new TransformException($"DataProcessing over {type} needs TransformInput.SplitType Line, and it is '{plan.SplitType}'.");
        }

        return isCsv ? new RowProcessing(Fitting(input, "InputFilter"), Fitting(output, "OutputFilter"), plan.JoinInput) : new JsonProcessing(input, output, plan.JoinInput);
    }

    /// <summary>What is sent of a record.</summary>
    /// <exception cref="TransformException">The record is not what the filter is for.</exception>
    public byte[] Select(byte[] record) => input.IsWhole ? record : Encoding.UTF8.GetBytes(SelectFrom(Encoding.UTF8.GetString(record)));

    /// <summary>What is stored of a batch: one text for each record.</summary>
    /// <exception cref="TransformException">The answer does not have one result for each record, or the filter does not fit.</exception>
    public IEnumerable<string> Results(Batch batch, byte[] answer)
    {
        if (!IsJoined && output.IsWhole)
        {
            return [Encoding.UTF8.GetString(answer).TrimEnd('\r', '\n')];
        }

        var results = batch.Records.Count == 1 ? [Encoding.UTF8.GetString(answer).TrimEnd()] : Lines(answer);
        if (results.Count != batch.Records.Count)
        {
            throw new TransformException(
                $"the model answered {batch.Records.Count} records with {results.Count} lines, and joins and output filters need one for each: ask for text/csv or application/jsonlines (TransformOutput.Accept), or set BatchStrategy SingleRecord");
        }

        return batch.Records.Zip(results, (record, result) => Result(Encoding.UTF8.GetString(record), result));
    }

    /// <summary>The media type alone, in lower case.</summary>
    public static string MediaType(string? text) => (text ?? "").Split(';')[0].Trim().ToLowerInvariant();

    /// <summary>What is sent of a record.</summary>
    protected abstract string SelectFrom(string record);

    /// <summary>What is stored of a record and its result.</summary>
    protected abstract string Result(string record, string result);

    private static void CheckOutput(TransformPlan plan, RecordPath output, bool isCsv)
    {
        if ((plan.JoinInput || !output.IsWhole) && plan.Accept is not null && (isCsv ? MediaType(plan.Accept) != "text/csv" : !IsJson(MediaType(plan.Accept))))
        {
            throw new TransformException($"Joins and output filters need a TransformOutput.Accept that matches the ContentType '{plan.ContentType}', and it is '{plan.Accept}'.");
        }
    }

    private static RecordPath Fitting(RecordPath path, string place) =>
        path.FitsRows ? path : throw new TransformException($"DataProcessing.{place} '{path.Text}' names members, and a row of CSV is an array: use indices, as in $[1:].");

    private static bool IsJson(string type) => type is "application/json" or "application/jsonlines" or "application/x-jsonlines" or "application/jsonl";

    private static List<string> Lines(byte[] answer) => [.. Encoding.UTF8.GetString(answer).Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0)];
}

/// <summary>Records are rows of CSV.</summary>
internal sealed class RowProcessing(RecordPath input, RecordPath output, bool isJoined) : DataProcessing(input, output, isJoined)
{
    /// <inheritdoc />
    protected override string SelectFrom(string record) => CsvRow.Join(Input.Columns(CsvRow.Split(record)));

    /// <inheritdoc />
    protected override string Result(string record, string result) =>
        CsvRow.Join(Output.Columns([.. IsJoined ? CsvRow.Split(record) : [], .. CsvRow.Split(result)]));
}

/// <summary>Records are JSON values.</summary>
internal sealed class JsonProcessing(RecordPath input, RecordPath output, bool isJoined) : DataProcessing(input, output, isJoined)
{
    private const string OutputMember = "SageMakerOutput";
    private const string InputMember = "SageMakerInput";

    /// <inheritdoc />
    protected override string SelectFrom(string record)
    {
        using var document = Parse(record, "a record");
        return Input.Select(document.RootElement);
    }

    /// <inheritdoc />
    protected override string Result(string record, string result)
    {
        using var answer = Parse(result, "an answer of the model");
        if (!IsJoined)
        {
            return Output.Select(answer.RootElement);
        }

        using var given = Parse(record, "a record");
        using var joined = JsonDocument.Parse(Joined(given.RootElement, answer.RootElement));
        return Output.Select(joined.RootElement);
    }

    private static ReadOnlyMemory<byte> Joined(JsonElement record, JsonElement result)
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            if (record.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in record.EnumerateObject().Where(member => member.Name != OutputMember))
                {
                    member.WriteTo(writer);
                }
            }
            else
            {
                writer.WritePropertyName(InputMember);
                record.WriteTo(writer);
            }

            writer.WritePropertyName(OutputMember);
            result.WriteTo(writer);
            writer.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }

    private static JsonDocument Parse(string text, string what)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException wrong)
        {
            throw new TransformException($"{what} is not JSON: {(text.Length <= 80 ? text : text[..80] + "...")}", wrong);
        }
    }
}
