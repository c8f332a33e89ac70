using System.Globalization;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;
using Refrain.Server.Http;

namespace Refrain.Server.Logs;

/// <summary>A log group: the kind of job it belongs to.</summary>
internal sealed record LogGroup(string Name, JobKind Kind)
{
    /// <summary>All there are, by name.</summary>
    public static ValueList<LogGroup> All { get; } =
    [
        new("/aws/sagemaker/ProcessingJobs", JobKind.ProcessingJob),
        new("/aws/sagemaker/TrainingJobs", JobKind.TrainingJob),
        new("/aws/sagemaker/TransformJobs", JobKind.TransformJob),
    ];

    /// <summary>Finds a group by name, or by ARN.</summary>
    /// <exception cref="WireErrorException">There is none, or none was named.</exception>
    public static LogGroup Find(string? name, string? identifier)
    {
        var wanted = (name ?? identifier) is { Length: > 0 } given
            ? given.StartsWith("arn:", StringComparison.Ordinal) ? given.Split(':', 7)[^1].TrimEnd('*').TrimEnd(':') : given
            : throw LogsErrors.Invalid("1 validation error detected: Value null at 'logGroupName' failed to satisfy constraint: Member must not be null");
        return All.FirstOrDefault(group => group.Name == wanted) ?? throw LogsErrors.NotFound("The specified log group does not exist.");
    }

    /// <summary>Its ARN.</summary>
    public string Arn(AwsScope scope) => $"arn:aws:logs:{scope.Region}:{scope.Account}:log-group:{Name}";
}

/// <summary>A log stream's name: <c>JOB/algo-1-SECONDS</c>, one for each job, since every job has one machine.</summary>
internal static class LogStreamName
{
    /// <summary>The name of a job's stream.</summary>
    public static string Of(LoggedJob job) => $"{job.Name}/algo-1-{job.CreatedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The job that a stream's name, or the beginning of one, speaks of; <paramref name="isWhole"/> when the name of the job is complete.</summary>
    public static string JobOf(string text, out bool isWhole)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        isWhole = slash >= 0;
        return isWhole ? text[..slash] : text;
    }
}

/// <summary>The errors of CloudWatch Logs.</summary>
internal static class LogsErrors
{
    public static WireErrorException NotFound(string message) => new("ResourceNotFoundException", 400, message);

    public static WireErrorException Invalid(string message) => new("InvalidParameterException", 400, message);

    /// <summary>A number within bounds.</summary>
    public static int Limit(int? given, int most) => given switch
    {
        null => most,
        > 0 when given <= most => given.Value,
        _ => throw Invalid($"1 validation error detected: Value '{given}' at 'limit' failed to satisfy constraint: Member must have value from 1 to {most}"),
    };
}
