using System.Globalization;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Executions;

/// <summary>How long executions of a pipeline are kept. An execution goes only when everything that is said lets it go; nothing said keeps all.</summary>
/// <param name="Executions">So many of the newest that have ended; null: not said.</param>
/// <param name="Days">Those that ended in the last so many days; null: not said.</param>
public sealed record Retention(int? Executions, int? Days)
{
    /// <summary>The pipeline tag that names <see cref="Executions"/>.</summary>
    public const string ExecutionsTag = "refrain:keep-executions";

    /// <summary>The pipeline tag that names <see cref="Days"/>.</summary>
    public const string DaysTag = "refrain:keep-days";

    /// <summary>What a number may be, for messages.</summary>
    public const string Words = "a whole number from 1 to 1000000, or all";

    private const int Most = 1_000_000;

    /// <summary>Nothing goes.</summary>
    public static Retention All { get; } = new(null, null);

    /// <summary>Reads a number of executions or days; <c>all</c> (null) says that this does not let anything go.</summary>
    public static bool TryParse(string text, out int? number)
    {
        number = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read) && read is > 0 and <= Most ? read : null;
        return number is not null || text == "all";
    }
}

/// <summary>What retention must know of an execution.</summary>
/// <param name="Arn">The execution.</param>
/// <param name="PipelineId">Its pipeline's internal identity.</param>
/// <param name="Length">Length of its history when it was looked at: one that has grown since is looked at again.</param>
/// <param name="HasEnded">False while it is executing or stopping.</param>
/// <param name="CreatedAt">When it started.</param>
/// <param name="EndedAt">When it ended, or was last changed.</param>
/// <param name="LeansOn">Executions whose results it reuses, or that stand for its steps.</param>
public sealed record RetainedExecution(
    PipelineExecutionArn Arn, long PipelineId, int Length, bool HasEnded, DateTimeOffset CreatedAt, DateTimeOffset EndedAt, ValueList<PipelineExecutionArn> LeansOn);

/// <summary>What becomes of an execution.</summary>
/// <param name="Execution">The execution.</param>
/// <param name="Goes">True when it is to be removed.</param>
/// <param name="Because">Why, or why it stays although it is old.</param>
public sealed record RetentionVerdict(RetainedExecution Execution, bool Goes, string Because);

/// <summary>Decides which executions go.</summary>
public static class RetentionRule
{
    /// <summary>A verdict on each execution that its pipeline's retention does not keep by itself, oldest first: it goes, or stays because a kept one leans on it.</summary>
    /// <param name="all">Every execution there is.</param>
    /// <param name="retention">What is said for a pipeline.</param>
    /// <param name="now">The time.</param>
    public static ValueList<RetentionVerdict> Judge(ValueList<RetainedExecution> all, Func<RetainedExecution, Retention> retention, DateTimeOffset now)
    {
        var reasons = new Dictionary<PipelineExecutionArn, string>();
        foreach (var pipeline in all.GroupBy(execution => execution.PipelineId))
        {
            var ended = pipeline.Where(execution => execution.HasEnded).OrderByDescending(execution => execution.CreatedAt).ThenByDescending(execution => $"{execution.Arn}", StringComparer.Ordinal);
            var newer = 0;
            foreach (var execution in ended)
            {
                if (WhyOld(execution, newer, retention(execution), now) is { } reason)
                {
                    reasons[execution.Arn] = reason;
                }

                newer++;
            }
        }

        var users = Users(all, reasons);
        return all.Where(execution => reasons.ContainsKey(execution.Arn))
            .OrderBy(execution => execution.CreatedAt).ThenBy(execution => $"{execution.Arn}", StringComparer.Ordinal)
            .Select(execution => users.TryGetValue(execution.Arn, out var user)
                ? new RetentionVerdict(execution, false, $"execution {user.ExecutionId}, which is kept, uses its results")
                : new RetentionVerdict(execution, true, reasons[execution.Arn]))
            .ToValueList();
    }

    private static string? WhyOld(RetainedExecution execution, int newer, Retention said, DateTimeOffset now)
    {
        var byCount = said.Executions is { } count && newer >= count;
        var byAge = said.Days is { } days && execution.EndedAt < now.AddDays(-days);
        if (said == Retention.All || (said.Executions is not null && !byCount) || (said.Days is not null && !byAge))
        {
            return null;
        }

        var reasons = new[]
        {
            byCount ? $"{newer} newer ones have ended, {said.Executions} are kept" : null,
            byAge ? $"it ended on {execution.EndedAt.UtcDateTime:yyyy-MM-dd}, more than {said.Days} days ago" : null,
        };
        return string.Join("; ", reasons.OfType<string>());
    }

    /// <summary>Old executions that somebody kept leans on, directly or by way of others, each with one that does.</summary>
    private static Dictionary<PipelineExecutionArn, PipelineExecutionArn> Users(ValueList<RetainedExecution> all, Dictionary<PipelineExecutionArn, string> old)
    {
        var byArn = all.ToDictionary(execution => execution.Arn);
        var users = new Dictionary<PipelineExecutionArn, PipelineExecutionArn>();
        var kept = new Queue<RetainedExecution>(all.Where(execution => !old.ContainsKey(execution.Arn)));
        while (kept.TryDequeue(out var execution))
        {
            foreach (var source in execution.LeansOn)
            {
                if (old.ContainsKey(source) && users.TryAdd(source, execution.Arn))
                {
                    kept.Enqueue(byArn[source]);
                }
            }
        }

        return users;
    }
}
