using System.Text.Json;
using Refrain.Core;
using Refrain.Server.Http;

namespace Refrain.Server.Access;

/// <summary>Writes what was changed, and what was refused to callers with a key, to the audit log, once the answer is known.</summary>
internal sealed class Audit(RequestDelegate next, AuditLog log, TimeProvider clock, ILogger<Audit> logger)
{
    private const int ShownCharacters = 512;

    // What a request is about, the most telling first.
    private static readonly string[] Resources =
    [
        "PipelineExecutionArn", "PipelineName", "CallbackToken", "ModelPackageName", "ModelPackageArn", "ModelPackageGroupName", "ModelName", "TrainingJobName", "ProcessingJobName", "TransformJobName",
        "HyperParameterTuningJobName", "EndpointName", "EndpointConfigName", "ExperimentName", "TrialName", "TrialComponentName", "ResourceArn", "QueueUrl", "QueueName",
    ];

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        var request = IncomingRequest.Of(context);
        var rule = request.Action is { } action ? AccessTable.Find(action) : null;
        if (request.IsBelieved && (rule is not { IsAudited: false } || request.ErrorCode?.StartsWith("AccessDenied", StringComparison.Ordinal) == true))
        {
            Write(context, request);
        }
    }

    private void Write(HttpContext context, IncomingRequest request)
    {
        var (identity, status) = (request.Identity, context.Response.StatusCode);
        var entry = new AuditEntry(
            clock.GetUtcNow(),
            request.Id,
            identity.Name,
            identity.AccessKeyId,
            identity.Session?.Name,
            request.Action ?? request.Service,
            ResourceOf(request),
            request.ErrorCode ?? (context.RequestAborted.IsCancellationRequested ? "hung up" : "ok"),
            status,
            context.Connection.RemoteIpAddress?.ToString());
        try
        {
            log.Write(entry);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            logger.NotAudited(request.Id, entry.Action, refused.Message); // it was done, and the caller was told so
        }
    }

    private static string? ResourceOf(IncomingRequest request)
    {
        var found = request.Door switch
        {
            Door.Json => OfJson(request.Body),
            Door.Query => Resources.Select(name => request.ReadableForm.Text(name)).FirstOrDefault(text => text is not null),
            _ => request.Wire.Path,
        };
        return found?.Length > ShownCharacters ? found[..ShownCharacters] : found;
    }

    private static string? OfJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object ? Resources.Select(name => root.Text(name)).FirstOrDefault(text => text is not null) : null;
        }
        catch (JsonException)
        {
            return null; // and the request was refused for it
        }
    }
}
