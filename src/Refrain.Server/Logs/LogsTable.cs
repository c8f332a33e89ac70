using System.Globalization;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;
using Refrain.Server.Http;

namespace Refrain.Server.Logs;

/// <summary>
/// CloudWatch Logs over what jobs wrote. Programs write lines without a time, and nothing records when each came: every event carries the time at which its job was created, and
/// lines stand in their order. So a client that goes on from a time and a number of events (as SDKs do) goes on where it was.
/// </summary>
internal sealed class LogsTable(JobLogReader reader)
{
    private const int MostEvents = 10_000;
    private const int MostStreams = 50;

    /// <summary>All operations.</summary>
    public IReadOnlyList<JsonOperation> Operations =>
    [
        JsonOperation.Of("DescribeLogGroups", LogsJson.Wire.DescribeLogGroupsInput, LogsJson.Wire.DescribeLogGroupsOutput, (input, request, _) => Task.FromResult(Groups(input, request.Caller.Scope))),
        JsonOperation.Of("DescribeLogStreams", LogsJson.Wire.DescribeLogStreamsInput, LogsJson.Wire.DescribeLogStreamsOutput, (input, request, cancel) => StreamsAsync(input, request.Caller.Scope, cancel)),
        JsonOperation.Of("GetLogEvents", LogsJson.Wire.GetLogEventsInput, LogsJson.Wire.GetLogEventsOutput, (input, request, cancel) => EventsAsync(input, request.Caller.Scope, cancel)),
        JsonOperation.Of(
            "FilterLogEvents",
            LogsJson.Wire.FilterLogEventsInput,
            LogsJson.Wire.FilterLogEventsOutput,
            (input, request, cancel) => new LogSearch(reader, request.Caller.Scope).SearchAsync(input, cancel)),
    ];

    private static DescribeLogGroupsOutput Groups(DescribeLogGroupsInput input, AwsScope scope)
    {
        if (input is { LogGroupNamePrefix: not null, LogGroupNamePattern: not null })
        {
            throw LogsErrors.Invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
        }

        return new([.. LogGroup.All
            .Where(group => group.Name.StartsWith(input.LogGroupNamePrefix ?? "", StringComparison.Ordinal))
            .Where(group => group.Name.Contains(input.LogGroupNamePattern ?? "", StringComparison.OrdinalIgnoreCase))
            .Take(LogsErrors.Limit(input.Limit, MostStreams))
            .Select(group => new LogGroupShape(group.Name, $"{group.Arn(scope)}:*", group.Arn(scope), 0, "STANDARD", 0, 0))]);
    }

    private async Task<DescribeLogStreamsOutput> StreamsAsync(DescribeLogStreamsInput input, AwsScope scope, CancellationToken cancellationToken)
    {
        var group = LogGroup.Find(input.LogGroupName, input.LogGroupIdentifier);
        var byTime = input.OrderBy switch
        {
            null or "LogStreamName" => false,
            "LastEventTime" when input.LogStreamNamePrefix is null => true,
            "LastEventTime" => throw LogsErrors.Invalid("Cannot order by LastEventTime with a logStreamNamePrefix."),
            var other => throw LogsErrors.Invalid($"1 validation error detected: Value '{other}' at 'orderBy' failed to satisfy constraint: Member must satisfy enum value set: [LogStreamName, LastEventTime]"),
        };
        var prefix = input.LogStreamNamePrefix ?? "";
        var query = new JobLogQuery(LogStreamName.JobOf(prefix, out _), byTime, LogCursor.ReadJob(input.NextToken), LogsErrors.Limit(input.Limit, MostStreams));
        var (found, next) = await reader.ListAsync(scope, group.Kind, query, cancellationToken);
        var streams = found
            .Where(job => LogStreamName.Of(job).StartsWith(prefix, StringComparison.Ordinal))
            .Select(job => Stream(group, scope, job));
        return new([.. streams], next is null ? null : LogCursor.Write(next));
    }

    private async Task<GetLogEventsOutput> EventsAsync(GetLogEventsInput input, AwsScope scope, CancellationToken cancellationToken)
    {
        var group = LogGroup.Find(input.LogGroupName, input.LogGroupIdentifier);
        var view = await FindAsync(reader, scope, group, input.LogStreamName, cancellationToken);
        var time = view.Job.CreatedAt.ToUnixTimeMilliseconds();
        var (isForward, offset) = LogCursor.ReadOffset(input.NextToken, input.StartFromHead ?? false);
        using var log = reader.Open(view.Job);
        var most = LogsErrors.Limit(input.Limit, MostEvents);
        var lines = log is null || input.StartTime > time || input.EndTime <= time ? []
            : isForward ? LogFile.Forward(log, offset ?? 0, most, view.IsComplete)
            : LogFile.Backward(log, offset, most, view.IsComplete);

        // At an end the token that was sent comes back: that is how clients know that they have everything.
        var (first, last) = lines.Count > 0 ? (lines[0].From, lines[^1].To) : (offset ?? 0, offset ?? (isForward ? 0 : log?.Length ?? 0));
        return new([.. lines.Select(line => new LogEventShape(time, line.Text, time))], LogCursor.Forward(last), LogCursor.Backward(first));
    }

    /// <summary>The log of a stream.</summary>
    internal static async Task<JobLogView> FindAsync(JobLogReader reader, AwsScope scope, LogGroup group, string? stream, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(stream))
        {
            throw LogsErrors.Invalid("1 validation error detected: Value null at 'logStreamName' failed to satisfy constraint: Member must not be null");
        }

        var job = LogStreamName.JobOf(stream, out _);
        return await reader.FindAsync(scope, group.Kind, job, cancellationToken) is { } view && LogStreamName.Of(view.Job) == stream
            ? view
            : throw LogsErrors.NotFound("The specified log stream does not exist.");
    }

    private static LogStreamShape Stream(LogGroup group, AwsScope scope, LoggedJob job)
    {
        var (name, time) = (LogStreamName.Of(job), job.CreatedAt.ToUnixTimeMilliseconds());
        return new LogStreamShape(name, string.Create(CultureInfo.InvariantCulture, $"{group.Arn(scope)}:log-stream:{name}"), time, time, 0);
    }
}
