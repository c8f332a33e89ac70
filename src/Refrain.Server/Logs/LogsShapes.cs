using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Refrain.Server.Logs;

internal sealed record DescribeLogGroupsInput(string? LogGroupNamePrefix, string? LogGroupNamePattern, string? NextToken, int? Limit);

internal sealed record DescribeLogGroupsOutput(IReadOnlyList<LogGroupShape> LogGroups);

internal sealed record LogGroupShape(string LogGroupName, string Arn, string LogGroupArn, long CreationTime, string LogGroupClass, int MetricFilterCount, long StoredBytes);

internal sealed record DescribeLogStreamsInput(
    string? LogGroupName, string? LogGroupIdentifier, string? LogStreamNamePrefix, string? OrderBy, bool? Descending, string? NextToken, int? Limit);

internal sealed record DescribeLogStreamsOutput(IReadOnlyList<LogStreamShape> LogStreams, string? NextToken);

internal sealed record LogStreamShape(string LogStreamName, string Arn, long CreationTime, long FirstEventTimestamp, long StoredBytes);

internal sealed record GetLogEventsInput(
    string? LogGroupName, string? LogGroupIdentifier, string? LogStreamName, long? StartTime, long? EndTime, string? NextToken, int? Limit, bool? StartFromHead);

internal sealed record GetLogEventsOutput(IReadOnlyList<LogEventShape> Events, string NextForwardToken, string NextBackwardToken);

internal sealed record LogEventShape(long Timestamp, string Message, long IngestionTime);

internal sealed record FilterLogEventsInput(
    string? LogGroupName,
    string? LogGroupIdentifier,
    List<string?>? LogStreamNames,
    string? LogStreamNamePrefix,
    long? StartTime,
    long? EndTime,
    string? FilterPattern,
    string? NextToken,
    int? Limit);

internal sealed record FilterLogEventsOutput(IReadOnlyList<FilteredLogEventShape> Events, IReadOnlyList<SearchedLogStreamShape> SearchedLogStreams, string? NextToken);

internal sealed record FilteredLogEventShape(string LogStreamName, long Timestamp, string Message, long IngestionTime, string EventId);

internal sealed record SearchedLogStreamShape(string LogStreamName, bool SearchedCompletely);

/// <summary>Every shape of CloudWatch Logs that crosses the wire.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DescribeLogGroupsInput))]
[JsonSerializable(typeof(DescribeLogGroupsOutput))]
[JsonSerializable(typeof(DescribeLogStreamsInput))]
[JsonSerializable(typeof(DescribeLogStreamsOutput))]
[JsonSerializable(typeof(GetLogEventsInput))]
[JsonSerializable(typeof(GetLogEventsOutput))]
[JsonSerializable(typeof(FilterLogEventsInput))]
[JsonSerializable(typeof(FilterLogEventsOutput))]
internal sealed partial class LogsJson : JsonSerializerContext
{
    public static LogsJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
