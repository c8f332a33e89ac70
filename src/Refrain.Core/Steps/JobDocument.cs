using System.Text.Json;
using Refrain.Core.Jobs;

namespace Refrain.Core.Steps;

/// <summary>Writes Describe answers: the request echoed, then what the service adds. Times are epoch seconds, nulls are left out (spec 05, 1).</summary>
public static class JobDocument
{
    /// <summary>The arguments, then what <paramref name="added"/> writes; an argument of the same name gives way.</summary>
    public static RawJson Echo(JsonElement arguments, ValueList<string> leftOut, Action<Utf8JsonWriter> added) => JsonText.WriteRaw(writer =>
    {
        writer.WriteStartObject();
        foreach (var member in arguments.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null && !leftOut.Contains(member.Name)))
        {
            member.WriteTo(writer);
        }

        added(writer);
        writer.WriteEndObject();
    });

    /// <summary>A time as epoch seconds with milliseconds.</summary>
    public static void WriteTime(this Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is { } at)
        {
            writer.WriteNumber(name, at.ToUnixTimeMilliseconds() / 1000m);
        }
    }

    /// <summary>A text, unless it is null.</summary>
    public static void WriteText(this Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    /// <summary>The wire's metadata of a job step.</summary>
    public static RawJson Metadata(string member, string arn) => JsonText.WriteRaw(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject(member);
        writer.WriteString("Arn", arn);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });
}

/// <summary>The texts of failures (spec 04, 2; 07, 3): a job's own reason, and the step's.</summary>
public static class JobFailure
{
    /// <summary>The job's FailureReason; the last lines of the log are in it, because that is where the user looks first.</summary>
    public static string Reason(JobEnd end, Limits limits)
    {
        var reason = end.Outcome switch
        {
            JobOutcome.Exited { Code: var code } => $"AlgorithmError: {end.FailureText ?? "See job logs for more information"}, exit code: {code}",
            JobOutcome.NotStarted { Reason: var why } => $"ClientError: {why}",
            JobOutcome.Broken { Reason: var why } => $"AlgorithmError: {why}",
            JobOutcome.TimedOut { MaxRuntimeSeconds: var seconds } => $"ClientError: The job ran longer than MaxRuntimeInSeconds={seconds} and was stopped",
            JobOutcome.Lost { Reason: var why } => $"InternalServerError: {why}",
            JobOutcome.Stopped => "The job was stopped",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return WithTail(reason, end.LogTail, limits.StepFailureReasonCharacters - StepPrefix.Length);
    }

    /// <summary>The step's FailureReason for a failed job.</summary>
    public static string StepReason(string jobReason) => StepPrefix + jobReason;

    private const string StepPrefix = "ClientError: ";

    // The end of the log matters more than its beginning: it is cut from the front.
    private static string WithTail(string reason, string tail, int limit)
    {
        const string Heading = "\nLast lines of the log:\n";
        reason = reason.Length > limit ? reason[..limit] : reason;
        var room = limit - reason.Length - Heading.Length;
        return tail.Length == 0 || room < 20 ? reason : reason + Heading + (tail.Length > room ? tail[^room..] : tail);
    }
}
