using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Refrain.Server.Composition;

/// <summary>
/// The log as JSON lines: <c>time</c>, <c>level</c>, <c>category</c>, <c>eventId</c>, <c>message</c>, <c>exception</c>, and beside them what the message and its scopes name:
/// <c>execution</c>, <c>step</c>, <c>attempt</c>, <c>requestId</c> and the like.
/// </summary>
internal sealed class JsonLogFormatter(TimeProvider clock) : ConsoleFormatter(FormatName)
{
    public const string FormatName = "refrain-json";

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly HashSet<string> Own = ["time", "level", "category", "eventId", "message", "exception"];

    /// <inheritdoc />
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var line = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(line, Writing))
        {
            writer.WriteStartObject();
            writer.WriteString("time", clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            writer.WriteString("level", Word(logEntry.LogLevel));
            writer.WriteString("category", logEntry.Category);
            writer.WriteNumber("eventId", logEntry.EventId.Id);
            writer.WriteString("message", logEntry.Formatter(logEntry.State, logEntry.Exception));
            if (logEntry.Exception is { } exception)
            {
                writer.WriteString("exception", exception.ToString());
            }

            WriteProperties(writer, logEntry.State, scopeProvider);
            writer.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(line.WrittenSpan));
    }

    private static void WriteProperties(Utf8JsonWriter writer, object? state, IExternalScopeProvider? scopes)
    {
        // What the message says of itself wins over what stands around it, and of that the nearest.
        var written = new HashSet<string>(Own);
        WritePairs(writer, state, written);
        var around = new Stack<object?>();
        scopes?.ForEachScope(static (scope, stack) => stack.Push(scope), around);
        foreach (var scope in around)
        {
            WritePairs(writer, scope, written);
        }
    }

    private static void WritePairs(Utf8JsonWriter writer, object? state, HashSet<string> written)
    {
        foreach (var (name, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
        {
            var key = JsonNamingPolicy.CamelCase.ConvertName(name);
            if (name == "{OriginalFormat}" || value is null || !written.Add(key))
            {
                continue;
            }

            switch (value)
            {
                case int or long:
                    writer.WriteNumber(key, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                    break;
                case double number when double.IsFinite(number):
                    writer.WriteNumber(key, number);
                    break;
                default:
                    writer.WriteString(key, Convert.ToString(value, CultureInfo.InvariantCulture));
                    break;
            }
        }
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
