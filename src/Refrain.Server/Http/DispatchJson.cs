using System.Text.Json;
using Refrain.Server.Logs;
using Refrain.Server.Sqs;

namespace Refrain.Server.Http;

/// <summary>Serves the small services that are asked in JSON: CloudWatch Logs (1.1) and SQS (1.0).</summary>
internal sealed class DispatchJson(RequestDelegate next, LogsTable logs, SqsTable sqs, ILogger<DispatchJson> logger)
{
    private readonly Dictionary<(string Service, string Operation), JsonOperation> operations = logs.Operations
        .Select(operation => ("logs", operation))
        .Concat(sqs.Operations.Keys.Select(name => ("sqs", Sqs(sqs, name))))
        .ToDictionary(one => (one.Item1, one.Item2.Name), one => one.Item2);

    public async Task InvokeAsync(HttpContext context)
    {
        var request = IncomingRequest.Of(context);
        if (request is not { Door: Door.Json, Service: "logs" or "sqs" })
        {
            await next(context);
            return;
        }

        var operation = operations.GetValueOrDefault((request.Service, request.Operation))
            ?? throw new WireErrorException("UnknownOperationException", 400, $"Refrain does not offer the operation '{request.Operation}' of the service '{request.Service}'.");
        logger.Asked(request.Id, operation.Name, request.Caller.Name);
        var answer = await operation.AnswerAsync(request, context.RequestAborted);
        context.Response.ContentType = request.JsonContentType;
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private static JsonOperation Sqs(SqsTable sqs, string name) =>
        JsonOperation.Of(name, SqsJson.Wire.SqsInput, SqsJson.Wire.SqsOutput, (input, request, cancel) => sqs.AnswerAsync(name, input, request, cancel));
}
