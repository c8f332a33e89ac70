using System.Text.RegularExpressions;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;
using Refrain.Server.Http;

namespace Refrain.Server.Sqs;

/// <summary>A call of an operation of SQS.</summary>
internal sealed partial record SqsCall(SqsInput Input, IncomingRequest Request, IQueueStore Queues, CancellationToken Cancellation)
{
    /// <summary>Region and account.</summary>
    public AwsScope Scope => Request.Caller.Scope;

    /// <summary>The address of a queue, at the address by which this client reaches the server.</summary>
    public string UrlOf(string name) => $"{(Request.IsTls ? "https" : "http")}://{Request.Header("host")}/{Scope.Account}/{name}";

    /// <summary>The queue that the request names.</summary>
    /// <exception cref="WireErrorException">There is none.</exception>
    public async Task<QueueRecord> QueueAsync()
    {
        var url = Input.QueueUrl ?? (Request.Wire.Path.Count(one => one == '/') >= 2 ? Request.Wire.Path : null);
        var parts = (url ?? throw SqsErrors.Missing("QueueUrl")).TrimEnd('/').Split('/');
        return parts.Length >= 2 && parts[^2] == Scope.Account && await Queues.FindAsync(Scope, parts[^1], Cancellation) is { } queue ? queue : throw SqsErrors.NoQueue();
    }

    /// <summary>The name of a queue, checked.</summary>
    public string QueueName() => Input.QueueName switch
    {
        null => throw SqsErrors.Missing("QueueName"),
        var fifo when fifo.EndsWith(".fifo", StringComparison.Ordinal) => throw SqsErrors.Batch("UnsupportedOperation", "Refrain has standard queues, no FIFO queues."),
        var name when NamePattern().IsMatch(name) => name,
        _ => throw SqsErrors.Invalid("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"),
    };

    /// <summary>A number within bounds.</summary>
    public static int Number(string name, int? given, int otherwise, int least, int most) => (given ?? otherwise) is var number && number >= least && number <= most
        ? number
        : throw SqsErrors.Invalid($"Value {given} for parameter {name} is invalid. Reason: Must be between {least} and {most}, if provided.");

    [GeneratedRegex("^[A-Za-z0-9_-]{1,80}$")]
    private static partial Regex NamePattern();
}
