using System.Globalization;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;

namespace Refrain.Server.Logs;

/// <summary>FilterLogEvents: stream after stream by name, a page of each log at a time. An answer may hold fewer events than fit, or none, and a token to go on.</summary>
internal sealed class LogSearch(JobLogReader reader, AwsScope scope)
{
    private const int MostEvents = 10_000;
    private const int MostPages = 16; // megabytes that one request reads
    private const int MostNames = 100;

    public async Task<FilterLogEventsOutput> SearchAsync(FilterLogEventsInput input, CancellationToken cancellationToken)
    {
        var group = LogGroup.Find(input.LogGroupName, input.LogGroupIdentifier);
        if (input is { LogStreamNames: not null, LogStreamNamePrefix: not null } || input.LogStreamNames?.Count > MostNames)
        {
            throw LogsErrors.Invalid($"Give logStreamNames (at most {MostNames}) or logStreamNamePrefix, not both.");
        }

        var (pattern, most) = (FilterPattern.Read(input.FilterPattern), LogsErrors.Limit(input.Limit, MostEvents));
        var place = LogCursor.ReadPlace(input.NextToken);
        var found = new List<FilteredLogEventShape>();
        var pages = 0;
        await foreach (var view in StreamsAsync(group, input, place?.Job, cancellationToken))
        {
            var time = view.Job.CreatedAt.ToUnixTimeMilliseconds();
            if (input.StartTime > time || input.EndTime <= time)
            {
                continue;
            }

            var offset = place is { } last && last.Job == view.Job.Name ? last.Offset : 0;
            using var log = reader.Open(view.Job);
            for (var lines = Page(log, offset, view); lines.Count > 0; lines = Page(log, offset, view))
            {
                foreach (var line in lines)
                {
                    if (found.Count == most)
                    {
                        return new(found, [], LogCursor.Write(view.Job, line.From));
                    }

                    offset = line.To;
                    if (pattern.Fits(line.Text))
                    {
                        found.Add(new(LogStreamName.Of(view.Job), time, line.Text, time, string.Create(CultureInfo.InvariantCulture, $"{view.Job.Token}.{line.From}")));
                    }
                }

                if (++pages == MostPages)
                {
                    return new(found, [], LogCursor.Write(view.Job, offset));
                }
            }
        }

        return new(found, [], null);
    }

    private static IReadOnlyList<LogLine> Page(Stream? log, long offset, JobLogView view) => log is null ? [] : LogFile.Forward(log, offset, int.MaxValue, view.IsComplete);

    private async IAsyncEnumerable<JobLogView> StreamsAsync(
        LogGroup group, FilterLogEventsInput input, string? from, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (input.LogStreamNames is { } names)
        {
            foreach (var name in names.Order(StringComparer.Ordinal).Where(name => from is null || string.CompareOrdinal(LogStreamName.JobOf(name ?? "", out _), from) >= 0))
            {
                yield return await LogsTable.FindAsync(reader, scope, group, name, cancellationToken);
            }

            yield break;
        }

        var prefix = input.LogStreamNamePrefix ?? "";
        LoggedJob? after = null;
        do
        {
            var query = new JobLogQuery(LogStreamName.JobOf(prefix, out _), NewestFirst: false, after, Most: 100);
            (var jobs, after) = await reader.ListAsync(scope, group.Kind, query, cancellationToken);
            foreach (var job in jobs.Where(job => LogStreamName.Of(job).StartsWith(prefix, StringComparison.Ordinal) && (from is null || string.CompareOrdinal(job.Name, from) >= 0)))
            {
                yield return await LogsTable.FindAsync(reader, scope, group, LogStreamName.Of(job), cancellationToken);
            }
        }
        while (after is not null);
    }
}
