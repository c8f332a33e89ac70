using System.Text.Json;
using Refrain.Aws.Query;
using Refrain.Aws.S3;
using Refrain.Engine;
using Refrain.Server.Sqs;

namespace Refrain.Server.Http;

/// <summary>Turns what goes wrong into answers, each door's in its own language.</summary>
internal sealed class WriteErrors(RequestDelegate next, FaultLog faults, ILogger<WriteErrors> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (!faults.IsQuiet)
            {
                faults.Over(FaultLog.Requests, Operation(IncomingRequest.Of(context)));
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client hung up: nobody is there to be answered.
        }
        catch (Exception e)
        {
            await AnswerAsync(context, e);
        }
    }

    private async Task AnswerAsync(HttpContext context, Exception exception)
    {
        var request = IncomingRequest.Of(context);
        var error = WireError.Of(exception, request.Door, request.Id);
        request.ErrorCode = error.Code;
        Tell(request, error, exception);
        if (context.Response.HasStarted)
        {
            logger.BrokeOff(request.Id, error.Message);
            context.Abort(); // a broken answer must not look like a whole one
            return;
        }

        context.Response.StatusCode = error.Status;
        await (request.Door switch
        {
            Door.S3 => WriteXmlAsync(context, request, error),
            Door.Query => WriteQueryAsync(context, request, error),
            _ => WriteJsonAsync(context, request, error),
        });
    }

    /// <summary>What requests have in common that fail and work together; few, since only known ones get as far as the world.</summary>
    private static string Operation(IncomingRequest request) =>
        $"{request.Wire.HeaderValues("x-amz-target").FirstOrDefault() ?? $"{request.Door} {request.Wire.Method}"}";

    private static Task WriteXmlAsync(HttpContext context, IncomingRequest request, WireError error)
    {
        context.Response.ContentType = "application/xml";
        var document = S3Xml.Error(error.Code, error.Message, request.Wire.Path, request.Id);
        context.Response.ContentLength = HttpMethods.IsHead(context.Request.Method) ? null : document.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(document, context.RequestAborted).AsTask();
    }

    private static Task WriteQueryAsync(HttpContext context, IncomingRequest request, WireError error)
    {
        context.Response.ContentType = "text/xml";
        var service = request.Service;
        var document = service == "ec2"
            ? QueryXml.Ec2Error(error.Code, error.Message, request.Id)
            : QueryXml.Error(QueryNamespaces.Of(service), service == "sqs" ? SqsErrors.QueryCode(error.Code) : error.Code, error.Message, error.Fault == Fault.Caller, request.Id);
        context.Response.ContentLength = document.Length;
        return context.Response.Body.WriteAsync(document, context.RequestAborted).AsTask();
    }

    private static async Task WriteJsonAsync(HttpContext context, IncomingRequest request, WireError error)
    {
        context.Response.Headers["x-amzn-ErrorType"] = error.Code;
        if (request is { Door: Door.Json, Service: "sqs" })
        {
            context.Response.Headers["x-amzn-query-error"] = $"{SqsErrors.QueryCode(error.Code)};{(error.Fault == Fault.Caller ? "Sender" : "Receiver")}"; // clients of either age know the error
        }

        context.Response.ContentType = request.JsonContentType;
        var writer = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        await using (writer)
        {
            writer.WriteStartObject();
            writer.WriteString("__type", error.Code);
            writer.WriteString("message", error.Message);
            if (request.Door != Door.Api)
            {
                writer.WriteString("Message", error.Message); // SageMaker's own exceptions spell it so (spec 08, 3)
            }

            writer.WriteEndObject();
        }
    }

    private void Tell(IncomingRequest request, WireError error, Exception exception)
    {
        switch (error.Fault)
        {
            case Fault.Caller:
                logger.Refused(request.Id, error.Code, error.Message);
                break;
            case Fault.World:
                logger.Unavailable(request.Id, error.Message);
                faults.Met(FaultLog.Requests, Operation(request), exception);
                break;
            default:
                logger.Bug(exception, request.Id);
                break;
        }
    }
}
